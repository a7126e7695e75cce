import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { err, ok, type Result } from "../../lib/result.js";
import type { Clock } from "../../lib/clock.js";
import { withPath } from "../fs/with-path.js";
import { processIdentity } from "./process.js";

/** Who holds a state directory; written into its `lock` file. */
export interface LockHolder {
  readonly pid: number;
  readonly startTicks: string | null;
  readonly sinceMs: number;
  /** Rises with each take-over: whoever shows a lower one has been replaced. */
  readonly fencingToken: number;
}

export interface HeldLock {
  readonly holder: LockHolder;
  release(): void;
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
function tryFlock(descriptor: number, waitSeconds = 0): "locked" | "held" | "unavailable" {
  const patience = waitSeconds === 0 ? ["--nonblock"] : ["--timeout", String(waitSeconds)];
  const outcome = spawnSync("flock", [...patience, "--exclusive", "3"], {
    stdio: ["ignore", "ignore", "ignore", descriptor],
  });
  if (outcome.error !== undefined) return "unavailable";
  return outcome.status === 0 ? "locked" : "held";
}

/** An abstract Unix socket named after the directory's inode: the kernel frees it when the process dies. */
function trySocket(directory: string): Promise<Server | null> {
  const { dev, ino } = fs.statSync(directory);
  const name = `\0hedge-lock-${String(dev)}-${String(ino)}`;
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** A reader that asks whether the lock is held has it for some milliseconds: look again before giving up. */
const ATTEMPTS = 5;
const ATTEMPT_PAUSE_MS = 20;
/** With no executor alive only readers can be in the way; who waits in the kernel's queue is next, however many ask. */
const QUEUE_SECONDS = 5;

/**
 * Takes the exclusive lock of a state directory, or says who holds it. No time-outs: a frozen holder keeps it.
 *
 * Errors: the current holder, null where its record can't be read.
 */
export async function acquireLock(directory: string, clock: Clock): Promise<Result<HeldLock, LockHolder | null>> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryAcquire(directory, clock.nowMs());
    if (outcome.ok) return outcome;
    if (attempt === ATTEMPTS) {
      return lives(outcome.error) ? outcome : tryAcquire(directory, clock.nowMs(), QUEUE_SECONDS);
    }
    await clock.sleep(ATTEMPT_PAUSE_MS);
  }
}

function lives(holder: LockHolder | null): boolean {
  const identity = holder === null ? null : processIdentity(holder.pid);
  return identity !== null && identity.startTicks === holder?.startTicks;
}

/** Over the old record, and cut only then: an empty one, left by a death in between, would begin the tokens anew. */
function writeRecord(descriptor: number, holder: LockHolder): void {
  const text = Buffer.from(`${JSON.stringify(holder)}\n`);
  fs.writeSync(descriptor, text, 0, text.length, 0);
  fs.ftruncateSync(descriptor, text.length);
  fs.fdatasyncSync(descriptor);
}

async function tryAcquire(
  directory: string,
  nowMs: number,
  waitSeconds = 0,
): Promise<Result<HeldLock, LockHolder | null>> {
  const path = join(directory, "lock");
  const descriptor = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
  const locked = tryFlock(descriptor, waitSeconds);
  const server = locked === "unavailable" ? await trySocket(directory) : null;
  if (locked === "held" || (locked === "unavailable" && server === null)) {
    fs.closeSync(descriptor);
    return err(readHolder(path));
  }
  const before = readHolder(path);
  const holder: LockHolder = {
    pid: process.pid,
    startTicks: processIdentity(process.pid)?.startTicks ?? null,
    sinceMs: nowMs,
    fencingToken: (before?.fencingToken ?? 0) + 1,
  };
  const release = (): void => {
    server?.close();
    fs.closeSync(descriptor);
  };
  try {
    writeRecord(descriptor, holder);
  } catch (error) {
    release();
    throw withPath(error, path);
  }
  return ok({ holder, release });
}

/** Whether some process holds the directory now. Asks the kernel, not the record. */
export async function isLockHeld(directory: string): Promise<boolean> {
  const path = join(directory, "lock");
  if (!fs.existsSync(path)) return false;
  const descriptor = fs.openSync(path, "r");
  try {
    const locked = tryFlock(descriptor);
    if (locked !== "unavailable") return locked === "held";
    const server = await trySocket(directory);
    server?.close();
    return server === null;
  } finally {
    fs.closeSync(descriptor);
  }
}

export function lockHolder(directory: string): LockHolder | null {
  return readHolder(join(directory, "lock"));
}
