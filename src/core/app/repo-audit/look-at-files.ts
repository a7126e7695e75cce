import { join } from "node:path";
import { inspectPath, linkTarget } from "../../adapters/fs/file-modes.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { allBlobs, type IndexEntry, indexEntries, otherFiles, readBlobs } from "../../adapters/system/git-objects.js";
import type { AuditFinding } from "../../ops/config-audit/finding.js";
import type { HistoryBlob, TrackedFile } from "../../ops/repo-audit/facts.js";
import { modeFindings, secretFileFindings, sizeFindings } from "../../ops/repo-audit/files.js";
import { historyFindings, textFindings } from "../../ops/repo-audit/repo-audit.js";
import { isSecretFile } from "../../ops/repo-audit/secrets-in-text.js";

/** A text that is longer was made by a program; a key in it would be one of its figures. */
const MOST_TEXT_BYTES = 4 * 1024 * 1024;
/** Contents of the history that are held at once. */
const BATCH_BYTES = 32 * 1024 * 1024;
/** A NUL among the first bytes: no text. As git has it. */
const SNIFFED_BYTES = 8_000;

export interface FileFindings {
  readonly findings: readonly AuditFinding[];
  readonly files: number;
  readonly blobs: number;
}

/** Everything that git keeps, now and before; and what lies beside it. */
export async function lookAtFiles(root: string): Promise<FileFindings> {
  const entries = await indexEntries(root);
  const tracked = entries.map((entry) => inspectTracked(root, entry));
  const beside = await untrackedFiles(root);
  const known = new Set(entries.map(({ blob }) => blob));
  const history = (await allBlobs(root)).filter(({ blob }) => !known.has(blob));
  const named = [
    ...tracked.map(({ path, diskMode }) => ({ path, diskMode, isTracked: true })),
    ...beside.secrets.map((path) => ({
      path,
      diskMode: inspectPath(join(root, path))?.mode ?? null,
      isTracked: false,
    })),
  ];
  const findings = [
    ...modeFindings(tracked),
    ...secretFileFindings(named),
    ...sizeFindings(tracked, history),
    ...[...tracked.map(({ path }) => path), ...beside.texts].flatMap((path) => secretsIn(root, path)),
    ...(await secretsInHistory(root, history)),
  ];
  return { findings, files: tracked.length + beside.texts.length, blobs: history.length };
}

function inspectTracked(root: string, { gitMode, blob, path }: IndexEntry): TrackedFile {
  const full = join(root, path);
  const entry = inspectPath(full);
  const isLink = gitMode === "120000";
  const isFile = entry?.kind === "file";
  return {
    path,
    gitMode,
    blob,
    bytes: isFile ? entry.lengthBytes : null,
    diskMode: isFile ? entry.mode : null,
    hasInterpreter: gitMode === "100755" && (nodeFiles.readText(full) ?? "").startsWith("#!"),
    linksTo: isLink ? linkTarget(full) : null,
  };
}

/** Files that the next `git add` would take, and files of secrets that it would not. */
async function untrackedFiles(
  root: string,
): Promise<{ readonly texts: readonly string[]; readonly secrets: readonly string[] }> {
  const isFile = (path: string): boolean => !path.endsWith("/");
  const ignored = (await otherFiles(root, true)).filter(isFile);
  const texts = (await otherFiles(root, false)).filter(isFile);
  return { texts: texts.filter((path) => !isSecretFile(path)), secrets: [...ignored, ...texts].filter(isSecretFile) };
}

function secretsIn(root: string, path: string): readonly AuditFinding[] {
  const full = join(root, path);
  const entry = inspectPath(full);
  const bytes = entry?.kind === "file" && entry.lengthBytes <= MOST_TEXT_BYTES ? nodeFiles.readBytes(full) : null;
  const text = bytes === null ? null : textOf(bytes);
  return text === null ? [] : textFindings(path, text);
}

function textOf(bytes: Uint8Array): string | null {
  const isBinary = bytes.subarray(0, SNIFFED_BYTES).includes(0);
  return isBinary ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

async function secretsInHistory(root: string, history: readonly HistoryBlob[]): Promise<readonly AuditFinding[]> {
  const readable = history.filter(({ bytes }) => bytes <= MOST_TEXT_BYTES);
  const findings: AuditFinding[] = [];
  for (const batch of batches(readable)) {
    const contents = await readBlobs(
      root,
      batch.map(({ blob }) => blob),
    );
    for (const [index, blob] of batch.entries()) {
      const bytes = contents[index] ?? null;
      const text = bytes === null ? null : textOf(bytes);
      if (text !== null) findings.push(...historyFindings(blob, text));
    }
  }
  return findings;
}

function batches(blobs: readonly HistoryBlob[]): readonly (readonly HistoryBlob[])[] {
  const all: HistoryBlob[][] = [];
  let room = 0;
  for (const blob of blobs) {
    if (blob.bytes > room || all.length === 0) {
      all.push([]);
      room = BATCH_BYTES;
    }
    all.at(-1)?.push(blob);
    room -= blob.bytes;
  }
  return all;
}
