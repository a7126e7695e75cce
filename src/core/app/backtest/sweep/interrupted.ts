import { Failure } from "../../../lib/failure.js";
import type { SweepEnd } from "./run-sweep.js";

/** The end of a sweep that a signal came to: what is kept of it, and the command that goes on. */
export function interrupted(end: SweepEnd, state: string | undefined, exitCode: number | null): Failure {
  const { id, trials } = end.manifest;
  const missing = new Set(end.folder.chunks.missing(end.manifest.chunks).map(({ key }) => key));
  const kept = end.manifest.chunks.reduce((sum, { key, from, to }) => sum + (missing.has(key) ? 0 : to - from), 0);
  const place = state === undefined ? "" : ` --state ${quoted(state)}`;
  const command = `hedge backtest sweep --resume ${id}${place}`;
  const message = `the sweep was interrupted: ${String(kept)} of ${String(trials)} combinations are kept in ${end.folder.path}`;
  return new Failure("interrupted", exitCode ?? 130, message, { value: id, fix: command });
}

/** A folder as a shell takes it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
