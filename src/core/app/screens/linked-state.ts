import { SessionLink } from "../../adapters/control/session-link.js";
import { growingFiles } from "../../adapters/fs/growing-files.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { isLockHeld, lockHolder } from "../../adapters/system/lock.js";
import type { GrowingFiles } from "../../ports/growing-files.js";
import type { StateReader } from "../../readmodel/read-state.js";
import { SessionReplica } from "../../readmodel/session/session-replica.js";
import { fileAgesMs as fileAgesOf } from "../file-ages.js";
import { readStandby } from "../standby.js";
import { HEARTBEAT_LIMIT_MS } from "../../readmodel/heartbeat.js";
import type { Liveness } from "../../readmodel/status.js";

/** How long the first look waits for a running executor's snapshot before it reads the directory. */
const FIRST_PATIENCE_MS = 400;
const RETRY_MS = 1_000;
/** A try that finds nobody costs less than reading the files once. */
const MAX_RETRY_MS = 10_000;

/** Who holds the lock of a state directory now. */
export async function lifeOf(directory: string): Promise<Liveness> {
  const lockHeld = await isLockHeld(directory);
  const holder = lockHolder(directory);
  const nowWallMs = systemClock.nowMs();
  const fileAgesMs = fileAgesOf(directory, nowWallMs);
  const standby = readStandby(directory, nodeFiles);
  return {
    ...{ lockHeld, nowWallMs, fileAgesMs },
    ...(holder === null ? {} : { holder }),
    ...(standby === null ? {} : { standby }),
  };
}

/**
 * A session's files as its executor tells them through its socket, and where none runs, or it does not speak, as they lie in
 * the state directory. What is read between two looks is of one instant.
 */
export class LinkedState implements StateReader {
  readonly directory: string;
  readonly files: StateReader["files"];
  readonly growing: GrowingFiles;
  readonly #replica: SessionReplica;
  readonly #link: SessionLink;
  #retryMs = 0;
  #triedAtMs = -Infinity;
  #holder: Liveness["holder"];

  /** series: the files of lines as well as the documents. */
  constructor(directory: string, { series }: { readonly series: boolean }) {
    this.directory = directory;
    this.#replica = new SessionReplica(directory, nodeFiles, growingFiles);
    this.files = this.#replica.files;
    this.growing = this.#replica.growing;
    const options = { directory, clock: systemClock, series, sink: this.#replica, silenceMs: HEARTBEAT_LIMIT_MS };
    this.#link = new SessionLink(options);
  }

  /** Where the figures come from now. */
  get source(): "executor" | "directory" {
    return this.#replica.seq === null ? "directory" : "executor";
  }

  /** The journal line that is shown, where the executor tells it. */
  get seq(): number | null {
    return this.#replica.seq;
  }

  /** Moves on to the newest that is known. Only the first look waits for an answer. */
  async look(): Promise<Liveness> {
    const life = await lifeOf(this.directory);
    this.#meet(life.holder);
    if (this.#link.isOpen) this.#retryMs = RETRY_MS;
    else if (life.lockHeld) await this.#tryLink();
    this.#replica.advance();
    return life;
  }

  /** Another executor is another chance: it has nothing to do with how often the one before did not speak. */
  #meet(holder: Liveness["holder"]): void {
    const isSame = holder?.pid === this.#holder?.pid && holder?.sinceMs === this.#holder?.sinceMs;
    if (!isSame && this.#retryMs > 0) this.#retryMs = RETRY_MS;
    this.#holder = holder;
  }

  close(): void {
    this.#link.close();
  }

  async #tryLink(): Promise<void> {
    const nowMs = systemClock.monotonicMs();
    if (this.#link.isOpening || nowMs - this.#triedAtMs < this.#retryMs) return;
    const isFirst = this.#retryMs === 0;
    this.#triedAtMs = nowMs;
    this.#retryMs = Math.min(MAX_RETRY_MS, Math.max(RETRY_MS, this.#retryMs * 2));
    await this.#link.open(isFirst ? FIRST_PATIENCE_MS : 0);
  }
}
