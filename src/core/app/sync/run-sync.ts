import { nodeFiles } from "../../adapters/fs/node-files.js";
import { journalSource } from "../../adapters/fs/journal-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { beLessUrgent, machineName } from "../../adapters/system/machine.js";
import { listenForStop } from "../../adapters/system/signals.js";
import type { Mode } from "../../domain/mode.js";
import { isoUtc } from "../../lib/time.js";
import type { BlobStore } from "../../ports/blob-store.js";
import { SyncDaemon, type DaemonSettings, type MirrorState } from "../../sync/daemon.js";
import type { MirrorWorld } from "../../sync/open-mirror.js";
import type { SyncState } from "../../sync/state.schema.js";
import type { StatePlace } from "../choose-state.js";
import { journalDirectory, journalEvents, requireStateDirectory, takeLockOf } from "../session-state.js";
import { requireNoStandby, writeStandby } from "../standby.js";
import { failureOf } from "./sync-failure.js";
import { lagSeconds, type SyncDocument, syncDocument } from "./sync-document.js";
import { readSyncState, syncDirectory, writerOf, writeSyncState } from "./sync-files.js";
import { TelemetryCopies } from "./telemetry-copies.js";
import { openTarget, requireFundName } from "./target.js";
import { chooseTarget } from "./choose-target.js";

interface SyncFlags {
  readonly target: string | undefined;
  readonly fund: string;
  readonly once: boolean;
  readonly takeOver: boolean;
}

const SETTINGS: DaemonSettings = { intervalMs: 1_000, leaseMs: 5_000, snapshotMs: 2_000, retryMs: 30_000 };

interface SyncOutcome {
  readonly document: SyncDocument;
  readonly exitCode: number;
}

/** What a mirror needs to know of the directory it keeps. */
interface Kept {
  readonly directory: string;
  readonly mode: Mode;
  readonly target: string;
  readonly fund: string;
  readonly writer: string;
}

/**
 * `hedge sync`: mirrors the journal and the telemetry files of a state directory until a signal, or with `once` until all
 * is there. Only reads what the executor writes, and waits for nothing that it waits for.
 *
 * Errors: Failure with the code of what stood in the way: docs/OPERATIONS.md, section Mirror.
 */
export async function runSync(
  place: StatePlace,
  flags: SyncFlags,
  onState: (document: SyncDocument, state: SyncState) => void,
): Promise<SyncOutcome> {
  const directory = await requireStateDirectory(nodeFiles, place);
  requireNoStandby(directory, nodeFiles);
  const mode = modeOf(directory);
  const before = readSyncState(directory, nodeFiles);
  const target = chooseTarget(flags.target, process.env, before);
  const store = await openTarget(target, { files: nodeFiles, env: process.env, mayCreate: true });
  const lock = await takeLockOf(
    syncDirectory(directory),
    { files: nodeFiles, clock: systemClock },
    {
      code: "lock_held",
      doing: `mirrors ${directory} already`,
      fix: "One `hedge sync` a state directory: stop that one first, or ask it: `hedge sync status`.",
    },
  );
  const stop = listenForStop();
  try {
    beLessUrgent();
    const fund = requireFundName(flags.fund);
    const kept = { directory, mode, target, fund, writer: writerOf(directory, nodeFiles) };
    const state = await keep(kept, { store, before, flags, stop: stop.signal, onState });
    return { document: syncDocument(state), exitCode: stop.exitCode() ?? 0 };
  } finally {
    stop.dispose();
    lock.release();
  }
}

function modeOf(directory: string): Mode {
  for (const { mode } of journalEvents(directory, nodeFiles, null)) return mode;
  return "paper";
}

interface Keeping {
  readonly store: BlobStore;
  readonly before: SyncState | null;
  readonly flags: SyncFlags;
  readonly stop: AbortSignal;
  readonly onState: (document: SyncDocument, state: SyncState) => void;
}

async function keep(kept: Kept, { store, before, flags, stop, onState }: Keeping): Promise<SyncState> {
  const { directory, mode, fund, writer } = kept;
  const source = journalSource(journalDirectory(directory));
  const startedAt = isoUtc(systemClock.nowMs());
  const isSame = before !== null && before.target === kept.target && before.fund === fund && before.writer === writer;
  const telemetry = new TelemetryCopies(directory, nodeFiles, systemClock);
  const world = (generation: string): MirrorWorld => ({
    store,
    source,
    place: { fund, mode, generation },
    wish: {
      writer,
      host: machineName(),
      generation,
      since: isoUtc(systemClock.nowMs()),
      takeOver: flags.takeOver,
      mayBeginAnew: mode === "paper",
    },
  });
  const daemon = new SyncDaemon({
    source,
    clock: systemClock,
    stop,
    settings: SETTINGS,
    once: flags.once,
    world,
    cursor: (generation) => (isSame && before.generation === generation ? before.end : null),
    telemetry: () => telemetry.read(),
    caughtUpAtMs: isSame && before.caughtUpAt !== null ? Date.parse(before.caughtUpAt) : null,
    onState: (mirror) => {
      const state = stateOf(kept, mirror, startedAt);
      if (mirror.stop?.code === "fenced") fence(directory, mirror.stop);
      writeSyncState(directory, nodeFiles, state);
      onState(syncDocument(state), state);
    },
  });
  const outcome = await daemon.run();
  if (!outcome.ok) throw failureOf(outcome.error);
  return stateOf(kept, daemon.state(), startedAt);
}

/** A replaced writer's executor must stop as well: it looks for this file. */
function fence(directory: string, { message, fix }: { readonly message: string; readonly fix: string }): void {
  writeStandby(directory, nodeFiles, { why: "fenced", message, fix, at: isoUtc(systemClock.nowMs()) });
}

function stateOf(kept: Kept, mirror: MirrorState, startedAt: string): SyncState {
  const { mode, target, fund, writer } = kept;
  const nowMs = systemClock.nowMs();
  const { records, bytes } = mirror.lag;
  return {
    schema: "hedge.sync-state/1",
    mode,
    pid: process.pid,
    startedAt,
    at: isoUtc(nowMs),
    phase: mirror.phase,
    target,
    fund,
    writer,
    generation: mirror.generation,
    epoch: mirror.epoch,
    end: mirror.end,
    lag: { records, bytes, seconds: lagSeconds({ mode, nowMs, ...mirror }) },
    caughtUpAt: mirror.caughtUpAtMs === null ? null : isoUtc(mirror.caughtUpAtMs),
    fault: mirror.fault?.message ?? null,
    stop: mirror.stop === null ? null : { code: mirror.stop.code, message: mirror.stop.message },
  };
}
