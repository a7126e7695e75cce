import { dirname, resolve } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import { systemClock } from "../../adapters/system/clock.js";
import { machineName } from "../../adapters/system/machine.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import { ok, type Result } from "../../lib/result.js";
import { isoUtc } from "../../lib/time.js";
import type { BlobStore } from "../../ports/blob-store.js";
import type { Hindrance } from "../../sync/outcome.js";
import { chooseStream, type FoundStream, restore, takeOver } from "../../sync/restore.js";
import { type MirroredFiles, readSnapshots, requireWholeChain } from "../../sync/snapshots.js";
import type { ChainEnd, Lease } from "../../sync/slot.schema.js";
import { takeLockOf } from "../session-state.js";
import { clearStandby, writeStandby } from "../standby.js";
import { chooseTarget } from "./choose-target.js";
import { type Filled, placeFiles, prepareDirectory, requireRoom } from "./replica.js";
import { failureOf } from "./sync-failure.js";
import { syncDirectory, writerOf, writeSyncState } from "./sync-files.js";
import { openTarget, requireFundName } from "./target.js";

/** Two that trade on the same books are two executors at one account. */
const COPY = {
  why: "replica",
  message: "these books are a copy of a mirror, whose own directory may trade on: they are for reading",
  fix: "To trade on them: `hedge sync restore --take-over --to DIR` with a new directory.",
} as const;

const CAN_BE_READ =
  "Mend the mirror from a whole copy of it. What is sound lies in that directory, for reading: `hedge status`, `nav`, `orders`.";

export interface RestoreFlags {
  readonly target: string | undefined;
  readonly fund: string;
  readonly mode: Mode | undefined;
  readonly to: string;
  readonly takeOver: boolean;
}

/** What `hedge sync restore --json` prints. */
interface RestoreDocument {
  readonly schema: "hedge.sync-restore/1";
  readonly mode: Mode;
  readonly target: string;
  readonly directory: string;
  readonly epoch: number;
  readonly slot: number;
  readonly events: number;
  readonly bytes: number;
  readonly tookOver: boolean;
  /** Whether the telemetry files were made from the journal; else they are the mirror's newest. */
  readonly projected: boolean;
}

export interface RestoreOutcome {
  readonly document: RestoreDocument;
  /** Who writes the mirror, and since when: the machine that a restore is made in place of. */
  readonly lease: Lease;
}

/**
 * `hedge sync restore`: makes a complete state directory out of a mirror: the journal, byte for byte, and telemetry files
 * made from it. With `takeOver` this directory writes the mirror from now on, and whoever did before is fenced.
 *
 * Errors: Failure as docs/OPERATIONS.md has it, section Mirror.
 */
export async function runRestore(flags: RestoreFlags, onProgress: (end: ChainEnd) => void): Promise<RestoreOutcome> {
  const { store, target, fund, mode: wanted } = await openMirror(flags);
  const stream = unwrap(await chooseStream(store, fund, wanted));
  const directory = resolve(flags.to);
  const ports = { files: nodeFiles, clock: systemClock };
  requireRoom(directory);
  nodeFiles.makeDirectory(dirname(directory));
  const lock = await takeLockOf(directory, ports, {
    code: "lock_held",
    doing: `uses ${directory}`,
    fix: "Name a new directory with --to.",
  });
  try {
    const filled = prepareDirectory(directory);
    const world = { store, sink: filled.sink, stream, onSlot: onProgress };
    const writer = writerOf(directory, nodeFiles);
    const wish = { writer, host: machineName(), since: isoUtc(systemClock.nowMs()) };
    // Read before the journal: what they know is in it then.
    const mirrored = unwrap(await readSnapshots({ store, place: stream.place }, new Set()));
    const { lease, end } = flags.takeOver
      ? unwrap(await takeOver(world, wish))
      : { lease: stream.lease, end: unwrap(await restore(world)) };
    const whole = mirrored === null ? ok(null) : requireWholeChain(store, mirrored.head, end);
    const projected = await makeTelemetry(filled, whole.ok ? mirrored : null);
    if (!whole.ok) {
      // What there is can be read; to trade on it would be to trade on old books.
      const { message } = whole.error;
      writeStandby(directory, nodeFiles, { ...COPY, message, at: isoUtc(systemClock.nowMs()) });
      throw failureOf({ ...whole.error, fix: CAN_BE_READ });
    }
    if (flags.takeOver) {
      keepCursor({ directory, target, writer, stream, lease, end });
      clearStandby(directory, nodeFiles);
    } else {
      writeStandby(directory, nodeFiles, { ...COPY, at: isoUtc(systemClock.nowMs()) });
    }
    const { mode } = stream.place;
    const { slot, seq: events, off: bytes } = end;
    const { epoch } = lease;
    const found = { mode, target: store.place, directory, epoch, slot, events, bytes };
    return {
      document: { schema: "hedge.sync-restore/1", ...found, tookOver: flags.takeOver, projected },
      lease: stream.lease,
    };
  } finally {
    lock.release();
  }
}

/** Where the mirror lies that flags mean. */
export interface OpenMirror {
  readonly store: BlobStore;
  readonly target: string;
  readonly fund: string;
  /** Null: whatever is there. */
  readonly mode: Mode | null;
}

export async function openMirror(flags: Pick<RestoreFlags, "target" | "fund" | "mode">): Promise<OpenMirror> {
  const target = chooseTarget(flags.target, process.env, null);
  const fund = requireFundName(flags.fund);
  const store = await openTarget(target, { files: nodeFiles, env: process.env, mayCreate: false });
  return { store, target, fund, mode: flags.mode ?? null };
}

export function unwrap<T>(result: Result<T, Hindrance>): T {
  if (result.ok) return result.value;
  throw failureOf(result.error);
}

/**
 * The mirror's telemetry files, then all of them anew from the journal, which is never older than they are.
 *
 * Returns whether they could be made anew: a version that doesn't know the journal's events leaves the mirror's.
 */
async function makeTelemetry({ directory }: Filled, mirrored: MirroredFiles | null): Promise<boolean> {
  placeFiles(directory, mirrored);
  const { recoverBooks } = await import("../operator/recover-books.js");
  const made = await attemptAsync(async () => {
    await recoverBooks(directory, nodeFiles).close();
  });
  if (!made.ok && !(made.error instanceof Failure)) throw made.error;
  return made.ok;
}

interface Cursor {
  readonly directory: string;
  readonly target: string;
  readonly writer: string;
  readonly stream: FoundStream;
  readonly lease: Lease;
  readonly end: ChainEnd;
}

/** So that `hedge sync` goes on here without a further word. */
function keepCursor({ directory, target, writer, stream, lease, end }: Cursor): void {
  const at = isoUtc(systemClock.nowMs());
  const { mode, fund, generation } = stream.place;
  nodeFiles.makeDirectory(syncDirectory(directory));
  writeSyncState(directory, nodeFiles, {
    schema: "hedge.sync-state/1",
    mode,
    pid: process.pid,
    startedAt: at,
    at,
    phase: "ended",
    target,
    fund,
    writer,
    generation,
    epoch: lease.epoch,
    end,
    lag: { records: 0, bytes: 0, seconds: 0 },
    caughtUpAt: at,
    fault: null,
    stop: null,
  });
}
