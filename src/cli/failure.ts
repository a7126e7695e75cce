import type { Mode } from "../core/domain/mode.js";
import { Failure } from "../core/lib/failure.js";
import { EXIT, exitCodeOf, exitCodeOfError, type ExitCode, toExitCode } from "./exit-codes.js";

/** An expected failure as plain data; the text is made for a person, the code for a program. */
export interface FailureReport {
  readonly code: string;
  readonly message: string;
  readonly mode?: Mode | null | undefined;
  readonly file?: string | undefined;
  readonly path?: string | undefined;
  readonly value?: unknown;
  readonly fix?: string | undefined;
  /** Names that would have been right, where one was mistyped; becomes part of the fix. */
  readonly known?: readonly string[] | undefined;
}

/** Ends a command with a report; the base command prints it and sets the exit code. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";

  constructor(
    readonly report: FailureReport,
    readonly exitCode: ExitCode = exitCodeOf(report.code),
  ) {
    super(report.message);
  }
}

/** `{schema:"hedge.error/1", mode, code, message, file?, path?, value?, fix?}`: members that are not known are left out. */
export function errorDocument(report: FailureReport): Record<string, unknown> {
  const { code, message, value } = report;
  const [file, path, fix] = [report.file, report.path, report.fix].map((text) => (text === "" ? undefined : text));
  return { schema: "hedge.error/1", mode: report.mode ?? null, code, message, file, path, value, fix };
}

function textOf(error: object, member: string): string | undefined {
  const value: unknown = Reflect.get(error, member);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isSystemError(error: Error): boolean {
  return textOf(error, "syscall") !== undefined && /^E[A-Z0-9]+$/.test(textOf(error, "code") ?? "");
}

const NO_DIRECTORY: Readonly<Record<string, string>> = {
  EEXIST: "a file has this name",
  ENOTDIR: "a part of its path is a file",
  ENOENT: "its parent takes no directories",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

/** A disk that is full, a directory that may not be read: the world's fault, said with the path. */
function systemFailure(error: Error): CommandFailure {
  const code = textOf(error, "code") ?? "";
  const file = textOf(error, "path");
  const isMkdir = textOf(error, "syscall") === "mkdir";
  const reason = isMkdir ? NO_DIRECTORY[code] : undefined;
  const message = reason === undefined ? error.message : `the directory ${file ?? ""} can't be made: ${reason}`;
  const fix = isMkdir ? "name a directory that this user may write with --state" : undefined;
  return new CommandFailure({ code: code.toLowerCase(), message, file, fix }, EXIT.invalidState);
}

function knownFailure(error: Error, exitCode: ExitCode): CommandFailure {
  const code = textOf(error, "code") ?? error.name.replace(/Error$/, "").toLowerCase();
  const place = textOf(error, "path") ?? textOf(error, "place");
  const fix = textOf(error, "fix");
  return new CommandFailure({ code, message: error.message, file: textOf(error, "file"), path: place, fix }, exitCode);
}

/** What any thrown thing means to a user. Only an error nobody foresaw is a bug. */
export function toFailure(thrown: unknown): CommandFailure {
  if (thrown instanceof CommandFailure) return thrown;
  if (thrown instanceof Failure) {
    const { code, message, place, exitCode: wanted } = thrown;
    return new CommandFailure({ code, message, ...place }, toExitCode(wanted));
  }
  if (!(thrown instanceof Error)) return new CommandFailure({ code: "bug", message: String(thrown) }, EXIT.bug);
  const exitCode = exitCodeOfError(thrown.name);
  if (exitCode !== null) return knownFailure(thrown, exitCode);
  if (isSystemError(thrown)) return systemFailure(thrown);
  const fix = "this is a bug: please report it with the lines of --log-level debug";
  return new CommandFailure({ code: "bug", message: `${thrown.name}: ${thrown.message}`, fix }, EXIT.bug);
}
