import { spawn } from "node:child_process";
import { err, ok, type Result } from "../../lib/result.js";
import type { GitProblem } from "./git.js";

const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

/** A file of the index. */
export interface IndexEntry {
  readonly gitMode: string;
  readonly blob: string;
  readonly path: string;
}

/** Contents that some commit has, with one of the names they had. */
export interface GitBlob {
  readonly blob: string;
  readonly path: string;
  readonly bytes: number;
}

/** Output of a git command, which is given `input`; or the code it ended with. Writes nothing. */
function git(directory: string, words: readonly string[], input = ""): Promise<Result<Buffer, string>> {
  return new Promise((resolve) => {
    const child = spawn("git", ["-C", directory, ...words], { stdio: ["pipe", "pipe", "ignore"], timeout: TIMEOUT_MS });
    const parts: Buffer[] = [];
    let length = 0;
    child.stdout.on("data", (part: Buffer) => {
      length += part.length;
      if (length > MOST_OUTPUT_BYTES) child.kill();
      else parts.push(part);
    });
    child.on("error", (error) => {
      resolve(err("code" in error ? String(error.code) : error.message));
    });
    child.on("close", (code, signal) => {
      resolve(code === 0 ? ok(Buffer.concat(parts)) : err(String(code ?? signal)));
    });
    // A command that ends early leaves its input unread.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** The top of the repository around a folder. Errors: no_git, no_repository. */
export async function repositoryRoot(directory: string): Promise<Result<string, GitProblem>> {
  const found = await git(directory, ["rev-parse", "--show-toplevel"]);
  if (found.ok) return ok(found.value.toString("utf8").replace(/\n$/, ""));
  return err(found.error === "ENOENT" ? "no_git" : "no_repository");
}

function entriesOf(output: Result<Buffer, string>): readonly string[] {
  return output.ok ? output.value.toString("utf8").split("\0").slice(0, -1) : [];
}

/** Files that git keeps, as the index has them. */
export async function indexEntries(root: string): Promise<readonly IndexEntry[]> {
  const listed = entriesOf(await git(root, ["ls-files", "-s", "-z"]));
  return listed.flatMap((entry) => {
    const [, gitMode, blob, path] = /^(\d{6}) ([0-9a-f]+) \d\t(.*)$/s.exec(entry) ?? [];
    return gitMode === undefined || blob === undefined || path === undefined ? [] : [{ gitMode, blob, path }];
  });
}

/** Files beside those; ignored ones as well where `ignored` is set, folders of which nothing is kept as one name with a slash. */
export async function otherFiles(root: string, ignored: boolean): Promise<readonly string[]> {
  const which = ignored ? ["--ignored"] : [];
  return entriesOf(await git(root, ["ls-files", "-o", "-z", "--exclude-standard", "--directory", ...which]));
}

export async function commitCount(root: string): Promise<number> {
  const counted = await git(root, ["rev-list", "--all", "--count"]);
  return counted.ok ? Number(counted.value.toString("utf8")) : 0;
}

/** All contents that any commit of any branch has. */
export async function allBlobs(root: string): Promise<readonly GitBlob[]> {
  const objects = await git(root, ["rev-list", "--objects", "--all"]);
  if (!objects.ok) return [];
  const format = "--batch-check=%(objecttype) %(objectsize) %(objectname) %(rest)";
  const sizes = await git(root, ["cat-file", format], objects.value.toString("utf8"));
  if (!sizes.ok) return [];
  return sizes.value
    .toString("utf8")
    .split("\n")
    .flatMap((line) => {
      const [, bytes, blob, path] = /^blob (\d+) ([0-9a-f]+) (.*)$/.exec(line) ?? [];
      return blob === undefined || path === undefined ? [] : [{ blob, path, bytes: Number(bytes) }];
    });
}

/** Contents of blobs, in order; null for one that can't be read. Ask for as many as memory holds. */
export async function readBlobs(root: string, blobs: readonly string[]): Promise<readonly (Buffer | null)[]> {
  const output = await git(root, ["cat-file", "--batch"], blobs.map((blob) => `${blob}\n`).join(""));
  if (!output.ok) return blobs.map(() => null);
  const bytes = output.value;
  let at = 0;
  return blobs.map(() => {
    const end = bytes.indexOf("\n", at);
    const [, , size] = bytes.toString("utf8", at, end).split(" ");
    const start = end + 1;
    const length = size === undefined ? null : Number(size);
    at = length === null ? start : start + length + 1;
    return length === null ? null : bytes.subarray(start, start + length);
  });
}
