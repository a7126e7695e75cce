import type { Secret } from "../../adapters/ccxt/secret.js";
import { attempt } from "../../adapters/system/attempt.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";

export interface NewKeyFile {
  /** The variable that names it. */
  readonly name: string;
  readonly path: string;
  readonly text: Secret;
}

export interface ReplacedFile {
  readonly name: string;
  readonly path: string;
  /** Where its old content is kept; null where there was none. */
  readonly old: string | null;
}

type KeyFiles = Pick<Files, "readText" | "replace">;

/**
 * Puts new content into each file, whole or not at all (0600), and keeps the old one beside it as `.old`. Should one of
 * them fail, those before it get their old content back: half of a pair signs nothing. A power cut between two of them
 * leaves such a half; both old halves are then in the `.old` files.
 *
 * Errors: Failure 3 naming the file that could not be written.
 */
export function replaceKeyFiles(files: KeyFiles, fresh: readonly NewKeyFile[]): readonly ReplacedFile[] {
  const before = fresh.map(({ path }) => carried(path, () => files.readText(path)));
  const kept = fresh.map(({ path }, index) => keep(files, path, before[index] ?? null));
  for (const [index, { path, text }] of fresh.entries()) {
    const written = attempt(() => {
      files.replace(path, `${text.reveal()}\n`);
    });
    if (written.ok) continue;
    for (const [earlier, { path: done }] of fresh.slice(0, index).entries()) {
      const content = before[earlier] ?? null;
      if (content !== null) carried(done, () => files.replace(done, content));
    }
    throw unwritable(path, written.error);
  }
  return fresh.map(({ name, path }, index) => ({ name, path, old: kept[index] ?? null }));
}

function keep(files: KeyFiles, path: string, content: string | null): string | null {
  if (content === null) return null;
  const old = `${path}.old`;
  carried(old, () => {
    files.replace(old, content);
  });
  return old;
}

function carried<T>(path: string, deed: () => T): T {
  const done = attempt(deed);
  if (done.ok) return done.value;
  throw unwritable(path, done.error);
}

function unwritable(path: string, error: Error): Failure {
  return new Failure("key_file_unwritable", 3, `${path} can't be read or replaced: ${error.message}`, {
    file: path,
    fix: "Let this user write there, or free some space. The old key stays in use.",
  });
}
