import { nodeFiles } from "../../adapters/fs/node-files.js";
import { journalSource } from "../../adapters/fs/journal-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { beLessUrgent, machineName } from "../../adapters/system/machine.js";
import { serviceNotice } from "../../adapters/system/service-notice.js";
import { listenForStop, type StopRequest } from "../../adapters/system/signals.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import { isoUtc, SECOND_MS } from "../../lib/time.js";
import type { BlobStore } from "../../ports/blob-store.js";
import { SyncDaemon, type DaemonSettings, type MirrorState } from "../../sync/daemon.js";
import type { MirrorWorld } from "../../sync/open-mirror.js";
import type { SyncState } from "../../sync/state.schema.js";
import { chooseStateDirectory, type StatePlace } from "../choose-state.js";
import { journalDirectory, journalEvents, requireStateDirectory, takeLockOf } from "../session-state.js";
import { requireNoStandby, writeStandby } from "../standby.js";
import { keepRates } from "../fund/rate-keeper.js";
import { mirrorPages } from "../health/mirror-pages.js";
import { type HealthWish, serveHealth } from "../health/serve-health.js";
import { failureOf } from "./sync-failure.js";
import { lagSeconds, type SyncDocument, syncDocument } from "./sync-document.js";
import { readSyncState, syncDirectory, writerOf, writeSyncState } from "./sync-files.js";
import { TelemetryCopies } from "./telemetry-copies.js";
import { openTarget, requireFundName } from "./target.js";
import { chooseTarget } from "./choose-target.js";
import { PackBeside } from "./pack-beside.js";
import { notifying } from "./notify-beside.js";

interface SyncFlags {
  readonly target: string | undefined;
  readonly fund: string;
  readonly once: boolean;
  readonly takeOver: boolean;
  readonly health: HealthWish;
  /** Its `runtime.notify` says who is told of alarms. */
  readonly configDirectory: string;
  /** A sentence for the log. */
  readonly onNote: (text: string) => void;
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
  const stop = listenForStop();
  let newest: SyncState | null = null;
  const served = await serveHealth(
    flags.health,
    mirrorPages(() => newest, systemClock),
  );
  const tell = (document: SyncDocument, state: SyncState): void => {
    newest = state;
    onState(document, state);
  };
  const notice = serviceNotice();
  try {
    // To wait for a session is its work, too.
    notice.ready();
    const session = await awaitSession(place, flags.once, stop);
    const state = await mirrorSession(session, { flags, stop: stop.signal, onState: tell });
    return { document: syncDocument(state), exitCode: stop.exitCode() ?? 0 };
  } finally {
    await served.close();
    stop.dispose();
    await notice.close();
  }
}

interface Mirroring {
  readonly flags: SyncFlags;
  readonly stop: AbortSignal;
  readonly onState: (document: SyncDocument, state: SyncState) => void;
}

async function mirrorSession({ directory, mode }: FoundSession, mirroring: Mirroring): Promise<SyncState> {
  const { flags } = mirroring;
  requireNoStandby(directory, nodeFiles);
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
  const packer = flags.once ? null : new PackBeside({ directory, clock: systemClock, onNote: flags.onNote });
  const rates = flags.once ? null : keepRates({ directory, mode, ...flags });
  try {
    beLessUrgent();
    const fund = requireFundName(flags.fund);
    const kept = { directory, mode, target, fund, writer: writerOf(directory, nodeFiles) };
    return await notifying(kept, flags, (notifier) => {
      const onState = (document: SyncDocument, state: SyncState): void => {
        notifier.see(state);
        packer?.see(state);
        mirroring.onState(document, state);
      };
      return keep(kept, { ...mirroring, onState, store, before });
    });
  } finally {
    await rates?.close();
    await packer?.close();
    lock.release();
  }
}

interface FoundSession {
  readonly directory: string;
  readonly mode: Mode;
}

/**
 * The session to mirror. A service may be started before its executor: it waits for the first line.
 *
 * Errors: Failure 3 where there is no session, with `once`; Failure with the code of a signal.
 */
async function awaitSession(place: StatePlace, once: boolean, stop: StopRequest): Promise<FoundSession> {
  for (;;) {
    const found = await chooseStateDirectory(nodeFiles, place);
    const mode = found.ok ? modeOf(found.value) : null;
    if (found.ok && mode !== null) return { directory: found.value, mode };
    const exitCode = stop.exitCode();
    if (exitCode !== null) throw new Failure("interrupted", exitCode, "ended before a session began");
    if (once) {
      const directory = await requireStateDirectory(nodeFiles, place);
      throw new Failure("state_missing", 3, `no session has begun in ${directory}`, {
        fix: "run `hedge executor` first",
      });
    }
    place.notice("no session has begun here yet: waiting for its first line");
    await systemClock.sleep(SECOND_MS, stop.signal);
  }
}

function modeOf(directory: string): Mode | null {
  for (const { mode } of journalEvents(directory, nodeFiles, null)) return mode;
  return null;
}

interface Keeping extends Mirroring {
  readonly store: BlobStore;
  readonly before: SyncState | null;
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
