import { execFile } from "node:child_process";
import { err, ok, type Result } from "../../lib/result.js";

export type GitProblem = "no_git" | "no_repository" | "unknown_ref";

/** Texts of the files that stood directly in a folder at a revision, by name. */
type FilesAtRevision = ReadonlyMap<string, string>;

const TIMEOUT_MS = 20_000;
const LARGEST_BYTES = 64 * 1024 * 1024;

/**
 * Reads a folder as a git revision has it. Runs `git` and nothing else; writes nothing.
 *
 * Errors: which of the three things is missing: git, a repository around the folder, the revision.
 */
export async function filesAtRevision(
  directory: string,
  revision: string,
  wanted: (name: string) => boolean,
): Promise<Result<FilesAtRevision, GitProblem>> {
  const inside = await git(directory, ["rev-parse", "--is-inside-work-tree"]);
  if (!inside.ok) return err(inside.error === "ENOENT" ? "no_git" : "no_repository");
  const commit = await git(directory, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  if (!commit.ok) return err("unknown_ref");
  const hash = commit.value.trim();
  const listed = await git(directory, ["ls-tree", "-z", "--name-only", hash, "./"]);
  const texts = new Map<string, string>();
  const names = listed.ok ? listed.value.split("\0").filter(wanted) : [];
  for (const name of names) {
    const text = await git(directory, ["show", `${hash}:./${name}`]);
    if (text.ok) texts.set(name, text.value);
  }
  return ok(texts);
}

/** Output of a git command, or the code it ended with. */
async function git(directory: string, words: readonly string[]): Promise<Result<string, string>> {
  return new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, maxBuffer: LARGEST_BYTES, encoding: "utf8" as const };
    execFile("git", ["-C", directory, ...words], options, (failure, stdout) => {
      resolve(failure === null ? ok(stdout) : err(String(failure.code ?? failure.signal ?? "failed")));
    });
  });
}
