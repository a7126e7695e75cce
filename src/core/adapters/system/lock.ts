import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { Failure } from "../../lib/failure.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { Clock } from "../../lib/clock.js";
import { makeDirectories } from "../fs/make-directories.js";
import { withPath } from "../fs/with-path.js";
import { processIdentity } from "./process.js";

/** Who holds a state directory; written into its `lock` file. */
export interface LockHolder {
  readonly pid: number;
  readonly startTicks: string | null;
  readonly sinceMs: number;
  /** Rises with each take-over: whoever shows a lower one has been replaced. */
  readonly fencingToken: number;
  /** It only closes what a dead executor held, and ends then by itself; left out of all others. */
  readonly closing?: true;
}

export interface HeldLock {
  readonly holder: LockHolder;
  release(): void;
  /** Releases, and takes the lock's file and, where nothing else is in it, its directory away. */
  releaseAndRemove(): void;
}

function readHolder(path: string): LockHolder | null {
  try {
    // A process that died while it wrote its record may have left the end of a longer one behind it.
    return JSON.parse(fs.readFileSync(path, "utf8").split("\n", 1)[0] ?? "") as LockHolder;
  } catch {
    return null;
  }
}

/** flock(1) locks the open file description that it inherits; the lock stays with our descriptor and dies with us. */
function tryFlock(
  descriptor: number,
  kind: "exclusive" | "shared",
  waitSeconds = 0,
): "locked" | "held" | "unavailable" {
  const patience = waitSeconds === 0 ? ["--nonblock"] : ["--timeout", String(waitSeconds)];
  const outcome = spawnSync("flock", [...patience, `--${kind}`, "3"], {
    stdio: ["ignore", "ignore", "ignore", descriptor],
  });
  if (outcome.error !== undefined) return "unavailable";
  return outcome.status === 0 ? "locked" : "held";
}

/** The kernel frees an abstract name when its process dies; the inode names the directory even if `lock` is deleted. */
function socketName(directory: string): string | null {
  const found = fs.statSync(directory, { throwIfNoEntry: false });
  return found === undefined ? null : `\0hedge-lock-${String(found.dev)}-${String(found.ino)}`;
}

/** Abstract names exist on Linux only; elsewhere flock alone has to do. */
const HAS_SOCKETS = process.platform === "linux";

function trySocket(directory: string): Promise<Server | "held"> {
  const name = socketName(directory);
  if (name === null) return Promise.resolve("held");
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve("held");
      else reject(error);
    });
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** Whether somebody listens on the name; a frozen holder's kernel still answers. Takes nothing, disturbs nobody. */
function isSocketHeld(directory: string): Promise<boolean> {
  const name = HAS_SOCKETS ? socketName(directory) : null;
  if (name === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(name);
    const answer = (held: boolean) => (): void => {
      socket.destroy();
      resolve(held);
    };
    socket.once("connect", answer(true)).once("error", answer(false));
  });
}

/** A reader that asks whether the lock is held has it for some milliseconds: look again before giving up. */
const ATTEMPTS = 5;
const MOST_ATTEMPTS = 10;
const ATTEMPT_PAUSE_MS = 20;
/** With no executor alive only readers can be in the way; who waits in the kernel's queue is next, however many ask. */
const QUEUE_SECONDS = 5;

/**
 * Takes the exclusive lock of a directory, which is made where it is missing, or says who holds it. No time-outs: a
 * frozen holder keeps it.
 *
 * about: what the record says of this holder beside its process. Errors: the current holder, null where its record can't
 * be read.
 */
export async function acquireLock(
  directory: string,
  clock: Clock,
  about: Pick<LockHolder, "closing"> = {},
): Promise<Result<HeldLock, LockHolder | null>> {
  const wish = (): Wish => ({ nowMs: clock.nowMs(), about });
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryAcquire(directory, wish());
    if (outcome.ok) return outcome;
    if (attempt >= ATTEMPTS) {
      if (lives(outcome.error)) return outcome;
      const queued = await tryAcquire(directory, wish(), QUEUE_SECONDS);
      // Who took the file away before it let go holds nothing any more.
      if (queued.ok || attempt >= MOST_ATTEMPTS || queued.error !== null) return queued;
    }
    await clock.sleep(ATTEMPT_PAUSE_MS);
  }
}

interface Wish {
  readonly nowMs: number;
  readonly about: Pick<LockHolder, "closing">;
}

/** Whether the process of a record is still there. */
export function lives(holder: LockHolder | null): holder is LockHolder {
  const identity = holder === null ? null : processIdentity(holder.pid);
  return identity !== null && identity.startTicks === holder?.startTicks;
}

/** Whether two records are of one take-over: a process that let go and took the lock again is another holder. */
export function isSameHolder(one: LockHolder | null, other: LockHolder | null): boolean {
  return one?.pid === other?.pid && one?.startTicks === other?.startTicks && one?.fencingToken === other?.fencingToken;
}

/** Over the old record, and cut only then: an empty one, left by a death in between, would begin the tokens anew. */
function writeRecord(descriptor: number, holder: LockHolder): void {
  const text = Buffer.from(`${JSON.stringify(holder)}\n`);
  fs.writeSync(descriptor, text, 0, text.length, 0);
  fs.ftruncateSync(descriptor, text.length);
  fs.fdatasyncSync(descriptor);
}

/** Whether the path still names the file that was locked: a lock on a deleted file keeps nobody out. */
function isStillThere(descriptor: number, path: string): boolean {
  const named = fs.statSync(path, { throwIfNoEntry: false });
  return named !== undefined && named.ino === fs.fstatSync(descriptor).ino;
}

/** Null where a holder took the directory away between two of our steps. */
function openLock(directory: string, path: string): number | null {
  makeDirectories(directory);
  try {
    return fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** As far as it goes: a directory with the file of one who has come meanwhile stays, and so does what can't be removed. */
function removeLock(directory: string, path: string): void {
  try {
    fs.rmSync(path);
    fs.rmdirSync(directory);
  } catch {
    // Nothing is lost: the next one locks what was left.
  }
}

/**
 * Both locks, where the machine has both: flock is seen by every container on the volume, the socket holds even if
 * the lock file is deleted or flock(1) is not on everybody's PATH.
 */
async function tryAcquire(
  directory: string,
  { nowMs, about }: Wish,
  waitSeconds = 0,
): Promise<Result<HeldLock, LockHolder | null>> {
  const path = join(directory, "lock");
  const descriptor = openLock(directory, path);
  if (descriptor === null) return err(null);
  const locked = tryFlock(descriptor, "exclusive", waitSeconds);
  const usable = locked !== "held" && isStillThere(descriptor, path);
  const server = usable && HAS_SOCKETS ? await trySocket(directory) : null;
  // Without flock a holder may have taken file and directory away while we came to the socket.
  const isOurs = usable && server !== "held" && isStillThere(descriptor, path);
  if (!isOurs) {
    if (server !== "held") server?.close();
    fs.closeSync(descriptor);
    return err(readHolder(path));
  }
  const release = (): void => {
    server?.close();
    fs.closeSync(descriptor);
  };
  if (locked === "unavailable" && server === null) {
    release();
    throw new Failure("no_lock", 3, "this machine has neither flock(1) nor abstract sockets: no lock can be held", {
      fix: "Install flock (util-linux).",
    });
  }
  const holder: LockHolder = {
    pid: process.pid,
    startTicks: processIdentity(process.pid)?.startTicks ?? null,
    sinceMs: nowMs,
    fencingToken: (readHolder(path)?.fencingToken ?? 0) + 1,
    ...about,
  };
  try {
    writeRecord(descriptor, holder);
  } catch (error) {
    release();
    throw withPath(error, path);
  }
  const releaseAndRemove = (): void => {
    // While it is locked and still there, nobody else can have put a lock of theirs in its place.
    if (isStillThere(descriptor, path)) removeLock(directory, path);
    release();
  };
  return ok({ holder, release, releaseAndRemove });
}

/** Whether some process holds the directory now. Asks the kernel, not the record. */
export async function isLockHeld(directory: string): Promise<boolean> {
  if (!fs.existsSync(directory)) return false;
  if (await isSocketHeld(directory)) return true;
  const path = join(directory, "lock");
  if (!fs.existsSync(path)) return false;
  const descriptor = fs.openSync(path, "r");
  try {
    // Shared: several who ask at once must not take each other for the holder.
    return tryFlock(descriptor, "shared") === "held";
  } finally {
    fs.closeSync(descriptor);
  }
}

export function lockHolder(directory: string): LockHolder | null {
  return readHolder(join(directory, "lock"));
}
