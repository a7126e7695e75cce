import { resolve } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { listenForStop } from "../../adapters/system/signals.js";
import { ok } from "../../lib/result.js";
import { isoUtc } from "../../lib/time.js";
import type { BlobStore } from "../../ports/blob-store.js";
import { readLease } from "../../sync/lease.js";
import type { Attempt } from "../../sync/outcome.js";
import { pullChain } from "../../sync/pull.js";
import { chooseStream, type FoundStream } from "../../sync/restore.js";
import { readSnapshots, requireWholeChain } from "../../sync/snapshots.js";
import { EMPTY_CHAIN } from "../../sync/slot.js";
import type { ChainEnd } from "../../sync/slot.schema.js";
import { takeLockOf } from "../session-state.js";
import { writeStandby } from "../standby.js";
import { type Filled, placeFiles, prepareDirectory, requireRoom } from "./replica.js";
import { type OpenMirror, openMirror, type RestoreFlags } from "./run-restore.js";
import { failureOf } from "./sync-failure.js";
import { syncDirectory } from "./sync-files.js";

const PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

const REPLICA = {
  why: "replica",
  fix: "To trade on them: `hedge sync restore --take-over --to DIR` with a new directory.",
} as const;

/** What a replica has just done. */
export interface FollowStep {
  readonly end: ChainEnd;
  readonly directory: string;
  readonly place: string;
  /** Why the mirror can't be reached; null where it can. */
  readonly fault: string | null;
  /** What is not there yet; null once a journal is followed. */
  readonly missing: string | null;
}

interface FollowFlags extends Omit<RestoreFlags, "takeOver"> {
  /** Ends once the replica has all that the mirror has. */
  readonly once: boolean;
}

/**
 * `hedge sync follow`: keeps a directory for readers up to date from a mirror, on whatever machine, until a signal. An
 * executor refuses to trade there.
 *
 * Returns the exit code of the signal. Errors: as a restore.
 */
export async function runFollow(flags: FollowFlags, onStep: (step: FollowStep) => void): Promise<number> {
  const directory = resolve(flags.to);
  const mirror = await openMirror(flags);
  requireRoom(directory, ["restoring", "replica"]);
  const ports = { files: nodeFiles, clock: systemClock };
  const lock = await takeLockOf(syncDirectory(directory), ports, {
    code: "lock_held",
    doing: `follows a mirror in ${directory} already`,
    fix: "Name another directory with --to.",
  });
  const stop = listenForStop();
  try {
    const following = { once: flags.once, stop: stop.signal, onStep };
    for (let isDue = true; isDue;) {
      const stream = await awaitStream(mirror, directory, following);
      if (stream === null) break;
      // In paper a session may begin anew.
      isDue = await new Follower(mirror.store, stream, begin(directory, mirror.store.place)).run(following);
    }
    return stop.exitCode() ?? 0;
  } finally {
    stop.dispose();
    lock.release();
  }
}

/** A replica begins anew each time: what lies in it is nobody's but the mirror's. */
function begin(directory: string, place: string): Filled {
  const filled = prepareDirectory(directory);
  const message = `replica of ${place}: these books follow a mirror and are for reading`;
  writeStandby(directory, nodeFiles, { ...REPLICA, message, at: isoUtc(systemClock.nowMs()) });
  return filled;
}

interface Following {
  readonly once: boolean;
  readonly stop: AbortSignal;
  readonly onStep: (step: FollowStep) => void;
}

/**
 * The journal that is meant. A copy may be begun before the mirror has one, or while it does not answer: it waits, as the
 * mirror waits for its session. Null where a signal came first.
 *
 * Errors: those of a mirror, with `once`; several journals and none named.
 */
async function awaitStream(
  { store, fund, mode }: OpenMirror,
  directory: string,
  { once, stop, onStep }: Following,
): Promise<FoundStream | null> {
  for (let pauseMs = PAUSE_MS; !stop.aborted; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    const found = await chooseStream(store, fund, mode);
    if (found.ok) return found.value;
    const { error } = found;
    const isEmpty = error.kind === "stop" && error.code === "mirror_empty";
    if (once || (error.kind === "stop" && !isEmpty)) throw failureOf(error);
    if (isEmpty) pauseMs = PAUSE_MS;
    const fault = error.kind === "fault" ? error.fault.message : null;
    onStep({ end: EMPTY_CHAIN, directory, place: store.place, fault, missing: isEmpty ? error.message : null });
    await systemClock.sleep(pauseMs, stop);
  }
  return null;
}

type Turn =
  | { readonly kind: "done" }
  | { readonly kind: "fault"; readonly message: string }
  /** Another journal is the current one now. */
  | { readonly kind: "begun_anew" };

class Follower {
  #end: ChainEnd = EMPTY_CHAIN;
  #known: ReadonlySet<string> = new Set();

  constructor(
    readonly store: BlobStore,
    readonly stream: FoundStream,
    readonly filled: Filled,
  ) {}

  /** Returns whether to begin anew. */
  async run({ once, stop, onStep }: Following): Promise<boolean> {
    let pauseMs = PAUSE_MS;
    while (!stop.aborted) {
      const turn = await this.#turn();
      if (turn.kind === "begun_anew") return true;
      const fault = turn.kind === "fault" ? turn.message : null;
      pauseMs = fault === null ? PAUSE_MS : Math.min(2 * pauseMs, MAX_PAUSE_MS);
      onStep({ end: this.#end, directory: this.filled.directory, place: this.store.place, fault, missing: null });
      if (once) return false;
      await systemClock.sleep(pauseMs, stop);
    }
    return false;
  }

  async #turn(): Promise<Turn> {
    const outcome = await this.#pull();
    if (outcome.ok) return outcome.value;
    if (outcome.error.kind === "fault") return { kind: "fault", message: outcome.error.fault.message };
    throw failureOf(outcome.error);
  }

  /** The journal is put in place before the telemetry files, so that none of them knows more than it does. */
  async #pull(): Attempt<Turn> {
    const { store, stream, filled } = this;
    const { place } = stream;
    const held = await readLease(store, place);
    if (!held.ok) return held;
    if (held.value.lease?.generation !== place.generation) return ok({ kind: "begun_anew" });
    const mirrored = await readSnapshots({ store, place }, this.#known);
    if (!mirrored.ok) return mirrored;
    const onSlot = (end: ChainEnd): void => {
      this.#end = end;
    };
    const pulled = await pullChain({ store, place, sink: filled.sink, onSlot }, this.#end);
    if (!pulled.ok) return pulled;
    const found = mirrored.value;
    if (found === null) return ok({ kind: "done" });
    const { head } = found;
    const whole = requireWholeChain(store, head, this.#end);
    if (!whole.ok) return whole;
    placeFiles(filled.directory, found);
    this.#known = new Set(Object.values(head.files).map(({ key }) => key));
    return ok({ kind: "done" });
  }
}
