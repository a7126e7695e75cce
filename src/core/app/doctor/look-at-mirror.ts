import { nodeFiles } from "../../adapters/fs/node-files.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import type { MirrorFacts } from "../../ops/doctor/mirror.js";
import type { Reading } from "../../ops/doctor/reading.js";
import { readStandby } from "../standby.js";
import { readSyncState } from "../sync/sync-files.js";
import { syncStatus } from "../sync/sync-status.js";

const NEVER: MirrorFacts = {
  target: null,
  lag: { records: 0, seconds: null },
  fenced: false,
  trouble: null,
  isKept: false,
  isFine: true,
};

/** Asks nothing over the network. Null where the directory has no session. */
export async function lookAtMirror(directory: string, hasSession: boolean): Promise<Reading<MirrorFacts | null>> {
  if (!hasSession) return { ok: true, value: null };
  const looked = await attemptAsync(async (): Promise<MirrorFacts> => {
    if (readSyncState(directory, nodeFiles) === null && readStandby(directory, nodeFiles) === null) return NEVER;
    const { document, trouble, isKept, fine: isFine } = await syncStatus({ state: directory, notice: () => undefined });
    const { target, lag, fenced } = document;
    return { target, lag, fenced, trouble, isKept, isFine };
  });
  return looked.ok ? looked : { ok: false, error: looked.error.message };
}
