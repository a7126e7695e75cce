import type { Mode } from "../domain/mode.js";
import { err, ok, type Result } from "../lib/result.js";
import { type RouterHealthFile, routerHealthFile, type RouterHealthRow } from "../telemetry/router-health.schema.js";
import { readDocument, type ReadFailure, type StateReader } from "./read-state.js";

/** What `hedge router show --json` prints: the rows of router_health.json as they are. */
export interface RouterDocument {
  readonly schema: "hedge.router/1";
  readonly mode: Mode;
  readonly at: string;
  readonly items: readonly RouterHealthRow[];
  readonly schedules: RouterHealthFile["schedules"];
  readonly circuits: RouterHealthFile["circuits"];
}

/** symbol: only this one; a name that has no row is refused, with those that have. */
export function readRouter(
  state: StateReader,
  { symbol }: { readonly symbol?: string | undefined },
): Result<RouterDocument, ReadFailure> {
  const file = readDocument(state, "router_health.json", routerHealthFile);
  if (!file.ok) return file;
  const { mode, at, items, circuits } = file.value;
  const isShown = (row: { readonly symbol: string }): boolean => symbol === undefined || row.symbol === symbol;
  const shown = items.filter(isShown);
  const schedules = file.value.schedules.filter(isShown);
  if (symbol === undefined || shown.length > 0)
    return ok({ schema: "hedge.router/1", mode, at, items: shown, schedules, circuits });
  const known = [...new Set(items.map((row) => row.symbol))];
  const message = `the session has no symbol "${symbol}"`;
  return err({ code: "unknown_symbol", mode, message, path: "--symbol", value: symbol, known });
}
