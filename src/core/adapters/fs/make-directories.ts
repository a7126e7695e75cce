import * as nodeFs from "node:fs";
import { dirname } from "node:path";

type DirectoryMaker = Pick<typeof nodeFs, "mkdirSync" | "existsSync">;

/** What hedge makes is for its own user. */
const DIRECTORY_MODE = 0o700;

/**
 * Makes a directory and those above it that are missing. Node's own `recursive` never ends where a directory is there and
 * takes no entries, as in /proc: it is told ENOENT and makes the parent again.
 *
 * Errors: those of mkdir(2).
 */
export function makeDirectories(path: string, fs: DirectoryMaker = nodeFs): void {
  const above = dirname(path);
  if (above !== path && !fs.existsSync(above)) makeDirectories(above, fs);
  try {
    fs.mkdirSync(path, { mode: DIRECTORY_MODE });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    // What is there may be a file: that is told by the call that looks.
    fs.mkdirSync(path, { recursive: true });
  }
}
