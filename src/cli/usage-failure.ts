import { nearest } from "../core/lib/nearest.js";
import { EXIT } from "./exit-codes.js";
import { CommandFailure } from "./failure.js";

const COLOUR_CODE = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

function exitOf(error: object): unknown {
  const oclif: unknown = Reflect.get(error, "oclif");
  return typeof oclif === "object" && oclif !== null ? Reflect.get(oclif, "exit") : undefined;
}

/** oclif puts this before the message of an error that a flag's own parser threw. */
const FLAG_REFUSED = /^Parsing (--\S+)\s+/;

/** oclif throws this as a plain CLIError. */
const GIVEN_TWICE = /^Flag --\S+ can only be specified once$/;

/** Errors that oclif's parser throws carry what it parsed; those of a flag's own parser have a known beginning. */
export function isUsageError(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof CommandFailure) return false;
  return (
    ("parse" in error && exitOf(error) !== undefined) ||
    FLAG_REFUSED.test(error.message) ||
    GIVEN_TWICE.test(error.message)
  );
}

/** `this.exit(n)` of oclif: no failure, only a number; null for anything else. */
export function requestedExit(error: unknown): number | null {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIT") return null;
  const code = exitOf(error);
  return typeof code === "number" ? code : EXIT.bug;
}

function mistypedFlag(error: Error, knownFlags: readonly string[]): { typed: string; meant: string | null } | null {
  const flags: unknown = Reflect.get(error, "flags");
  const first: unknown = Array.isArray(flags) ? flags[0] : undefined;
  if (typeof first !== "string" || !first.startsWith("-")) return null;
  const name = nearest(first.replace(/^-+/, ""), knownFlags);
  return { typed: first, meant: name === null ? null : `--${name}` };
}

/** What oclif says of a flag with a list of values. */
const NOT_ONE_OF = /^Expected (--\S+)=(.*) to be one of: (.+)$/m;

/** What oclif says of flags that a command needs, under a line that says nothing. */
const ERRORS_OCCURRED = /^The following errors? occurred:\s*/;
const MISSING_FLAG = /Missing required flag (\S+)/g;

/** `--reason is missing: why it is safe again, for the journal`. */
function missingText(error: Error, name: string): string {
  const parse: unknown = Reflect.get(error, "parse");
  const description = ["input", "flags", name, "description"].reduce<unknown>(
    (of, key) => (typeof of === "object" && of !== null ? Reflect.get(of, key) : undefined),
    parse,
  );
  return `--${name} is missing${typeof description === "string" ? `: ${description}` : ""}`;
}

/** Turns a parser error into a report: one sentence, and the flag or value that was probably meant. */
export function usageFailure(error: Error, commandId: string, knownFlags: readonly string[]): CommandFailure {
  const help = `hedge ${commandId.replaceAll(":", " ")} --help`;
  const message = error.message
    .replace(/\n?See more help with --help\s*$/, "")
    .replace(FLAG_REFUSED, "$1: ")
    .replace(ERRORS_OCCURRED, "")
    .replaceAll(MISSING_FLAG, (_text, name: string) => missingText(error, name))
    .replaceAll(COLOUR_CODE, "");
  const flag = mistypedFlag(error, knownFlags);
  const [, name = "", typed = "", choice = ""] = NOT_ONE_OF.exec(message) ?? [];
  const meantValue = nearest(typed, choice.split(", "));
  if (meantValue !== null && name !== "") {
    const fix = `did you mean ${name} ${meantValue}? (${help})`;
    return new CommandFailure({ code: "usage", message: message.trim(), value: typed, fix });
  }
  if (flag === null) return new CommandFailure({ code: "usage", message: message.trim(), fix: help });
  const fix = flag.meant === null ? help : `did you mean ${flag.meant}? (${help})`;
  return new CommandFailure({ code: "unknown_flag", message: message.trim(), value: flag.typed, fix });
}
