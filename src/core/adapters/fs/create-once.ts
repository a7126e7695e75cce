import * as nodeFs from "node:fs";
import { dirname, join } from "node:path";
import { HOUR_MS } from "../../lib/time.js";
import { systemClock } from "../system/clock.js";
import { temporaryName } from "../system/machine.js";

type CreatingSystem = Pick<
  typeof nodeFs,
  | "openSync"
  | "writeSync"
  | "fsyncSync"
  | "closeSync"
  | "linkSync"
  | "renameSync"
  | "rmSync"
  | "existsSync"
  | "readFileSync"
>;

const FILE_MODE = 0o600;
const TEMPORARY = /^\.[0-9a-f-]{36}\.tmp$/;
/** By then its writer is dead, on whatever machine and with whatever clock. */
const LEFT_AFTER_MS = HOUR_MS;
/** File systems that mirror an object store, and some network ones, have no hard links. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/**
 * Creates a file that any number of processes and machines may create at once: it appears whole and under its final name, and
 * the first one stays.
 *
 * Returns whether it was created, lay there with the same bytes, or lies there with others (and stays as it is).
 * Errors: those of the file system.
 */
export function createOnce(
  path: string,
  bytes: Uint8Array,
  fs: CreatingSystem = nodeFs,
): "created" | "same" | "different" {
  const temporary = join(dirname(path), temporaryName());
  try {
    writeWhole(fs, temporary, bytes);
    return link(fs, temporary, path) ? "created" : compare(fs, path, bytes);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

/** Replaces a file that several processes or machines may replace at once: readers see one of them whole, the last one stays. */
export function replaceShared(path: string, content: string | Uint8Array, fs: CreatingSystem = nodeFs): void {
  const temporary = join(dirname(path), temporaryName());
  try {
    writeWhole(fs, temporary, typeof content === "string" ? Buffer.from(content, "utf8") : content);
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Takes away what writers left in a directory that were killed in the middle of a file, or found the disk full. */
export function clearLeftovers(directory: string): void {
  for (const name of nodeFs.readdirSync(directory).filter((entry) => TEMPORARY.test(entry))) {
    const path = join(directory, name);
    const writtenAtMs = nodeFs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (systemClock.nowMs() - writtenAtMs > LEFT_AFTER_MS) nodeFs.rmSync(path, { force: true });
  }
}

/** Whether the name was free. */
function link(fs: CreatingSystem, temporary: string, path: string): boolean {
  try {
    fs.linkSync(temporary, path);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "EEXIST") return false;
    if (!NO_LINKS.includes(code)) throw error;
  }
  // Between the look and the rename another may come first: with the same bytes, since all that is created here is a function of its name.
  if (fs.existsSync(path)) return false;
  fs.renameSync(temporary, path);
  return true;
}

function compare(fs: CreatingSystem, path: string, bytes: Uint8Array): "same" | "different" {
  return fs.readFileSync(path).equals(bytes) ? "same" : "different";
}

function writeWhole(fs: CreatingSystem, path: string, bytes: Uint8Array): void {
  const descriptor = fs.openSync(path, "wx", FILE_MODE);
  try {
    let offset = 0;
    while (offset < bytes.length) offset += fs.writeSync(descriptor, bytes, offset, bytes.length - offset);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
