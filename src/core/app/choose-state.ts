import { MODES, type Mode } from "../domain/mode.js";
import { ok, err, type Result } from "../lib/result.js";
import type { Files } from "../ports/files.js";
import type { ReadFailure } from "../readmodel/read-state.js";
import { parseJson } from "../readmodel/json-codec.js";

/** Where a reading command looks. */
export interface StatePlace {
  /** --state: taken as it is. */
  readonly state: string | undefined;
  /** Directory of the mode directories, without --state. */
  readonly cache?: string;
  /** The user's preferred mode, asked only where several have state. */
  readonly preferredMode?: () => Promise<Mode | null>;
  /** Told which directory was chosen where that is not obvious. */
  readonly notice: (message: string) => void;
}

type Reading = Pick<Files, "exists" | "readText">;

const DEFAULT_CACHE = "cache";

/** Every directory that a place may mean. */
export function directoriesOf({ state, cache = DEFAULT_CACHE }: StatePlace): readonly string[] {
  return state === undefined ? MODES.map((mode) => `${cache}/${mode}`) : [state];
}

function hasState(files: Reading, directory: string): boolean {
  return ["risk_state.json", "health.json", "journal"].some((name) => files.exists(`${directory}/${name}`));
}

/** Wall time of the executor's last heartbeat, -1 where none can be read. */
function heartbeatMs(files: Reading, directory: string): number {
  const text = files.readText(`${directory}/health.json`);
  const parsed = text === null ? null : parseJson(text);
  const health = parsed?.ok === true ? (parsed.value as { heartbeats?: { executor?: { at?: unknown } } } | null) : null;
  const at = health?.heartbeats?.executor?.at;
  const instantMs = typeof at === "string" ? Date.parse(at) : Number.NaN;
  return Number.isFinite(instantMs) ? instantMs : -1;
}

/**
 * The directory to read: --state, else the only mode directory with state, else the preferred mode's, else the
 * one whose executor beat last. Where there was a choice it is named.
 */
export async function chooseStateDirectory(files: Reading, place: StatePlace): Promise<Result<string, ReadFailure>> {
  if (place.state !== undefined) return existing(files, place.state);
  const cache = place.cache ?? DEFAULT_CACHE;
  const found = MODES.map((mode) => ({ mode, directory: `${cache}/${mode}` })).filter(({ directory }) =>
    hasState(files, directory),
  );
  const [first] = found;
  if (first === undefined) return existing(files, `${cache}/paper`);
  if (found.length === 1) return ok(first.directory);
  const preferred = await place.preferredMode?.();
  const byAge = found.sort((a, b) => heartbeatMs(files, b.directory) - heartbeatMs(files, a.directory));
  const chosen = found.find(({ mode }) => mode === preferred) ?? byAge[0] ?? first;
  place.notice(`reading ${chosen.directory} (${String(found.length)} modes have state; --state DIR names another)`);
  return ok(chosen.directory);
}

function existing(files: Reading, directory: string): Result<string, ReadFailure> {
  if (hasState(files, directory)) return ok(directory);
  const message = files.exists(directory) ? `no session has run in ${directory}` : `there is no state in ${directory}`;
  const fix = "run `hedge executor` first, or name another directory with --state";
  return err({ code: "state_missing", message, file: directory, fix });
}
