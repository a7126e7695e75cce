import type { AuditFinding } from "../config-audit/finding.js";
import { bytesText, octal } from "../doctor/words.js";
import type { HistoryBlob, TrackedFile } from "./facts.js";
import { isSecretFile } from "./secrets-in-text.js";

/** A repository is cloned whole, by everybody, each time. */
export const LARGE_BYTES = 1_048_576;

const OTHERS_BITS = 0o077;
const WORLD_WRITE_BIT = 0o002;

/** Modes of what git keeps: executables that are none, links that lead out, files that anybody may write. */
export function modeFindings(files: readonly TrackedFile[]): readonly AuditFinding[] {
  return files.flatMap((file) => [...linkFindings(file), ...executableFindings(file), ...writableFindings(file)]);
}

function linkFindings({ path, gitMode, linksTo }: TrackedFile): readonly AuditFinding[] {
  if (gitMode === "160000") {
    const message = "is another repository: its contents are not audited";
    return [{ severity: "warning", code: "submodule", file: path, path: "", message, fix: "Audit it where it lies." }];
  }
  if (linksTo === null || !(linksTo.startsWith("/") || leavesTree(path, linksTo))) return [];
  const message = `is a link to ${linksTo}, outside the repository`;
  return [{ severity: "error", code: "link_outside", file: path, path: "", message, fix: "Put the file itself here." }];
}

function leavesTree(path: string, linksTo: string): boolean {
  let depth = path.split("/").length - 1;
  for (const step of linksTo.split("/")) {
    if (step === "..") depth -= 1;
    else if (step !== "." && step !== "") depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

function executableFindings({ path, gitMode, hasInterpreter }: TrackedFile): readonly AuditFinding[] {
  if (gitMode === "100755" && !hasInterpreter) {
    const message = "may be executed, and names no interpreter (#!)";
    const fix = `git update-index --chmod=-x ${path}`;
    return [{ severity: "warning", code: "mode_executable", file: path, path: "", message, fix }];
  }
  return [];
}

function writableFindings({ path, diskMode }: TrackedFile): readonly AuditFinding[] {
  if (diskMode === null || (diskMode & WORLD_WRITE_BIT) === 0) return [];
  const message = `has mode ${octal(diskMode)}: every user of this machine may change it`;
  return [{ severity: "error", code: "mode_writable", file: path, path: "", message, fix: `chmod o-w ${path}` }];
}

/** A file of secrets beside the code: git must not keep it, and nobody else may read it. */
export function secretFileFindings(
  files: readonly { readonly path: string; readonly isTracked: boolean; readonly diskMode: number | null }[],
): readonly AuditFinding[] {
  return files.flatMap(({ path, isTracked, diskMode }): readonly AuditFinding[] => {
    if (!isSecretFile(path)) return [];
    if (isTracked) {
      const message = "is a file of secrets by its name, and git keeps it";
      const fix = `git rm --cached ${path}, name it in .gitignore, and replace what is in it where it is from.`;
      return [{ severity: "error", code: "secret_file", file: path, path: "", message, fix }];
    }
    if (diskMode === null || (diskMode & OTHERS_BITS) === 0) return [];
    const message = `has mode ${octal(diskMode)}: others on this machine may read it`;
    return [{ severity: "error", code: "mode_secret", file: path, path: "", message, fix: `chmod 600 ${path}` }];
  });
}

/** Files above the limit, here and in what every clone carries along. */
export function sizeFindings(files: readonly TrackedFile[], history: readonly HistoryBlob[]): readonly AuditFinding[] {
  const limit = bytesText(LARGE_BYTES);
  const here = files.flatMap(({ path, bytes }): readonly AuditFinding[] => {
    if (bytes === null || bytes <= LARGE_BYTES) return [];
    const message = `is ${bytesText(bytes)} long, limit ${limit}`;
    const fix = "Make it from something smaller, or keep it outside the repository.";
    return [{ severity: "warning", code: "large_file", file: path, path: "", message, fix }];
  });
  const before = history.flatMap(({ path, blob, bytes }): readonly AuditFinding[] => {
    if (bytes <= LARGE_BYTES) return [];
    const message = `was once ${bytesText(bytes)} long, limit ${limit}: every clone carries it along`;
    return [
      { severity: "info", code: "large_in_history", file: path, path: `blob ${blob.slice(0, 12)}`, message, fix: null },
    ];
  });
  return [...here, ...before];
}
