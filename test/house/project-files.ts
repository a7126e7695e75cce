import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface ProjectFile {
  /** Path below the project's folder, with slashes. */
  readonly file: string;
  readonly text: string;
}

const notOurs = new Set(["node_modules", ".git", "dist", "cache", "coverage"]);

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (notOurs.has(entry.name)) continue;
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}

/** Not a file deleted but still tracked, and not a link to a folder (node_modules of another checkout). */
function isFileOnDisk(path: string): boolean {
  return lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true;
}

/** What git tracks or would track; without git (an unpacked archive) all files on disk. */
function projectPaths(): readonly string[] {
  const git = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  if (git.status !== 0) return [...walk("")];
  return git.stdout.split("\0").filter(isFileOnDisk);
}

const isText = (content: Buffer): boolean => !content.subarray(0, 8000).includes(0);

/** The text files of the project, sorted by path. */
export function projectFiles(): readonly ProjectFile[] {
  return [...projectPaths()].sort().flatMap((file) => {
    const content = readFileSync(join(root, file));
    return isText(content) ? [{ file, text: content.toString("utf8") }] : [];
  });
}

const isCode = /\.(ts|tsx|js|mjs|cjs)$/;

/** The code files below one of the given folders. */
export function codeFiles(files: readonly ProjectFile[], ...folders: readonly string[]): readonly ProjectFile[] {
  return files.filter(({ file }) => isCode.test(file) && folders.some((folder) => file.startsWith(`${folder}/`)));
}
