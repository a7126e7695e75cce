import * as fs from "node:fs";
import { join } from "node:path";
import { Failure } from "../../lib/failure.js";

export const SOCKET_NAME = "control.sock";

/** `sun_path` of unix(7) holds 108 bytes with the end mark; other systems give 104. */
const MAX_PATH_BYTES = process.platform === "linux" ? 107 : 103;

/** Where the control socket of a state directory is, in a form the kernel takes. */
export interface ControlPlace {
  /** For `listen` and `connect`; good until `release`. */
  readonly address: string;
  /** For everything else. */
  readonly path: string;
  release(): void;
}

/**
 * The socket lies in the state directory, where 0700 keeps others out: an abstract name would answer every user of the
 * machine. A path too long for the kernel is reached through an open descriptor of the directory.
 *
 * Null where the directory does not exist. Errors: Failure 3 for a long path on a system without /proc.
 */
export function openControlPlace(directory: string): ControlPlace | null {
  if (!fs.existsSync(directory)) return null;
  const path = join(fs.realpathSync(directory), SOCKET_NAME);
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return { address: path, path, release: () => undefined };
  const descriptor = fs.openSync(directory, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY);
  const through = `/proc/self/fd/${String(descriptor)}`;
  if (fs.existsSync(through)) {
    const release = (): void => {
      fs.closeSync(descriptor);
    };
    return { address: `${through}/${SOCKET_NAME}`, path, release };
  }
  fs.closeSync(descriptor);
  throw new Failure("path_too_long", 3, `the path of the state directory is too long for its control socket: ${path}`, {
    fix: `Use a --state directory whose path has fewer than ${String(MAX_PATH_BYTES - SOCKET_NAME.length)} bytes.`,
  });
}
