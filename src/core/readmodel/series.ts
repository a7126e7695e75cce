import type { Mode } from "../domain/mode.js";
import { ok, type Result } from "../lib/result.js";
import { navLogFile, navRow, type NavRow } from "../telemetry/nav.schema.js";
import { vetoRow, type VetoRow } from "../telemetry/vetoes.schema.js";
import { readDocument, type ReadFailure, readLines, type StateReader } from "./read-state.js";
import { readRiskState } from "./risk.js";
import { parseRule } from "./rule-names.js";
import { isSince, parseSince } from "./since.js";

interface SeriesDocument<Schema extends string, Item> {
  readonly schema: Schema;
  readonly mode: Mode;
  readonly at: string;
  readonly items: readonly Item[];
}
export type VetoesDocument = SeriesDocument<"hedge.vetoes/1", VetoRow>;
export type NavDocument = SeriesDocument<"hedge.nav/1", NavRow>;

export interface VetoFilter {
  readonly since?: string | undefined;
  /** A rule (R06) or the code of a violation (min_notional); it may be any that the order failed. */
  readonly rule?: string | undefined;
}

/** Vetoes, oldest first. */
export async function readVetoes(state: StateReader, filter: VetoFilter): Promise<Result<VetoesDocument, ReadFailure>> {
  const rule = parseRule(filter.rule);
  if (!rule.ok) return rule;
  const risk = await readRiskState(state);
  if (!risk.ok) return risk;
  const since = parseSince(filter.since, risk.value.at);
  if (!since.ok) return since;
  const rows = readLines(state, "risk_vetoes.jsonl", vetoRow);
  if (!rows.ok) return rows;
  const fails = ({ vetoes }: VetoRow): boolean =>
    rule.value === null || vetoes.some((violation) => [violation.rule, violation.code].includes(rule.value ?? ""));
  const items = rows.value.filter((row) => isSince(row.at, since.value) && fails(row));
  const { mode, at } = risk.value;
  return ok({ schema: "hedge.vetoes/1", mode, at, items });
}

/** The lines end with the last cycle; the newest point of the window may be of a moment after it. */
function withNewest(rows: readonly NavRow[], newest: NavRow | undefined): readonly NavRow[] {
  const last = rows.at(-1);
  if (newest === undefined || (last !== undefined && Date.parse(newest.at) <= Date.parse(last.at))) return rows;
  return [...rows, newest];
}

/** NAV after each cycle and of now, oldest first: the recent window, or everything since a time. */
export function readNav(state: StateReader, filter: Pick<VetoFilter, "since">): Result<NavDocument, ReadFailure> {
  const recent = readDocument(state, "nav_log.json", navLogFile);
  if (!recent.ok) return recent;
  const { mode, at } = recent.value;
  const since = parseSince(filter.since, at);
  if (!since.ok) return since;
  if (since.value === null) return ok({ schema: "hedge.nav/1", mode, at, items: recent.value.items });
  const rows = readLines(state, "nav.jsonl", navRow);
  if (!rows.ok) return rows;
  const items = withNewest(rows.value, recent.value.items.at(-1)).filter((row) => isSince(row.at, since.value));
  return ok({ schema: "hedge.nav/1", mode, at, items });
}
