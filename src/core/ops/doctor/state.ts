import { executorCommand, type Mode } from "../../domain/mode.js";
import { isoUtc } from "../../lib/time.js";
import { type Check, pass, skip, warn } from "./check.js";
import type { JournalFacts } from "./journal.js";
import type { Reading } from "./reading.js";
import { counted, listed, octal } from "./words.js";

/** A file or directory of the state; `name` is relative to the state directory, "." the directory itself. */
export interface StateEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: "file" | "directory" | "other";
  readonly mode: number;
  readonly own: boolean;
}

export interface StateFacts {
  readonly directory: string;
  /** All entries, the directory first; empty where there is no state yet. */
  readonly entries: Reading<readonly StateEntry[]>;
  /** An executor holds the lock now. */
  readonly isRunning: boolean;
  /** How the last process took its leave, from health.json; null where that can't be known. */
  readonly farewell: "running" | "stopped" | "ended" | null;
  /** Why nobody may trade on these books, and what to do; left out where somebody may. */
  readonly standby?: { readonly message: string; readonly fix: string };
}

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
const TEMPORARY = /\.(?:tmp|rebuild)$/;

/** The mode an entry of the state must have; null for what is neither file nor directory. */
export function rightMode(entry: StateEntry): number | null {
  if (entry.kind === "file") return FILE_MODE;
  return entry.kind === "directory" ? DIRECTORY_MODE : null;
}

export function wrongModes(entries: readonly StateEntry[]): readonly StateEntry[] {
  return entries.filter((entry) => {
    const right = rightMode(entry);
    return right !== null && entry.mode !== right;
  });
}

/** Leftovers of writers that died between write and rename. While an executor runs they may be in use. */
export function strayFiles(entries: readonly StateEntry[]): readonly StateEntry[] {
  return entries.filter(({ name, kind }) => kind === "file" && TEMPORARY.test(name) && !name.startsWith("archive/"));
}

export function checkModes({ directory, entries }: StateFacts): readonly Check[] {
  const id = "state.modes";
  if (!entries.ok) return [warn(id, `${directory} can't be listed: ${entries.error}`, "run as the user who owns it")];
  if (entries.value.length === 0) return [skip(id, `no state in ${directory} yet`)];
  const wrong = wrongModes(entries.value);
  const foreign = entries.value.filter(({ own }) => !own);
  const named = wrong.map((entry) => `${entry.name} ${octal(entry.mode)}`);
  const modes =
    wrong.length === 0
      ? pass(id, `${counted(entries.value.length, "path")}: files 0600, directories 0700`)
      : warn(id, `not files 0600 and directories 0700: ${listed(named)}`, "`hedge doctor --fix` sets them right");
  if (foreign.length === 0) return [modes];
  const owners = `of another user: ${listed(foreign.map(({ name }) => name))}`;
  return [modes, warn("state.owner", owners, `chown -R "$(id -un)" ${directory}`)];
}

export function checkStrayFiles({ entries, isRunning }: StateFacts): Check {
  const id = "state.temporary-files";
  if (!entries.ok || entries.value.length === 0) return skip(id, "no state");
  const stray = strayFiles(entries.value).map(({ name }) => name);
  if (stray.length === 0) return pass(id, "none left behind");
  if (isRunning) return pass(id, `${listed(stray)}: the running executor is writing`);
  const detail = `left behind by a writer that died: ${listed(stray)}`;
  return warn(id, detail, "`hedge doctor --fix` removes them; nothing reads them");
}

/** What the session was started with, and what it would go on with now. */
export interface SessionInputs {
  readonly started: { readonly configHash: string; readonly dataHash: string } | null;
  /** Null where it can't be known: the configuration doesn't load, the data has no manifest. */
  readonly configHash: string | null;
  readonly dataHash: string | null;
}

/**
 * A session on recorded data that is not over goes on only with the configuration and data it began with.
 * One at a venue has no data to compare, and goes on with any configuration: its next start journals what changed.
 */
export function checkSessionInputs(mode: Mode | null, journal: JournalFacts, inputs: SessionInputs): Check {
  const id = "state.inputs";
  const { started, configHash, dataHash } = inputs;
  if (journal.kind !== "whole" || started === null) return skip(id, "no session");
  if (journal.ended) return skip(id, "the session is over");
  if (mode !== "paper" && mode !== null) {
    return pass(id, `${mode} takes its market from the venue; a changed configuration is journaled at the next start`);
  }
  const changed = [
    ...(configHash === null || configHash === started.configHash ? [] : ["the configuration"]),
    ...(dataHash === null || dataHash === started.dataHash ? [] : ["the market data"]),
  ];
  if (changed.length > 0) {
    const detail = `changed since the session began: ${changed.join(" and ")}; the executor would refuse to go on`;
    return warn(id, detail, "go on with what it was started with, or begin anew: `hedge executor --fresh`");
  }
  if (configHash === null || dataHash === null) return skip(id, "not known: configuration or data can't be read");
  return pass(id, "configuration and data are those of the session");
}

/** Which session the directory holds and how it stands. */
export function checkSession(mode: Mode | null, journal: JournalFacts, state: StateFacts): Check {
  const id = "state.session";
  if (journal.kind === "absent") return skip(id, `no session yet: \`${executorCommand(mode)}\` starts one`);
  if (journal.kind !== "whole") return skip(id, "not known without a journal that can be read");
  const { session } = journal;
  const at = journal.lastAtMs === null ? "its start" : isoUtc(journal.lastAtMs);
  const span =
    session === null ? "" : ` ${day(session.fromMs)} to ${session.toMs === null ? "now" : day(session.toMs)}`;
  const symbols = session === null ? "" : `, ${counted(session.symbols, "symbol")}`;
  const what = `${mode ?? "session"}${span}${symbols}`;
  if (journal.ended) return pass(id, `${what}: ended`);
  if (state.standby !== undefined && !state.isRunning)
    return warn(id, `${what}, up to ${at}: ${state.standby.message}`, state.standby.fix);
  if (state.isRunning) return pass(id, `${what}: running, at ${at}`);
  if (state.farewell === "stopped") return pass(id, `${what}: stopped at ${at}; it goes on when started`);
  return warn(
    id,
    `${what}: interrupted at ${at}, the executor died without a farewell`,
    `run \`${executorCommand(mode)}\`: it goes on from the journal, nothing is lost`,
  );
}

function day(instantMs: number): string {
  return isoUtc(instantMs).slice(0, 10);
}
