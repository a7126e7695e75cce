import { ok, err, type Result } from "../lib/result.js";
import type { RiskStateFile } from "../telemetry/risk-state.schema.js";
import { isFlag, isNumber, isText, listOf, orNull, withMembers } from "./light-shape.js";
import { invalidState, type ReadFailure, readStateJson, type StateReader } from "./read-state.js";

const FILE = "risk_state.json";

/** What `hedge risk show --json` prints. */
export type RiskDocument = { readonly schema: "hedge.risk/1" } & Pick<
  RiskStateFile,
  "mode" | "tradingState" | "causes" | "nav" | "limits" | "cooldowns" | "vetoes"
>;

const isRow = (...names: readonly string[]): ((value: unknown) => boolean) =>
  withMembers(Object.fromEntries(names.map((name) => [name, isText])));

const figure = orNull(isNumber);

const looksRight = withMembers({
  schema: (value) => value === "hedge.risk-state/1",
  mode: isText,
  at: isText,
  tradingState: isText,
  causes: listOf(isRow("code", "kind", "since", "clears")),
  alerts: listOf(isRow("severity", "code", "message")),
  nav: withMembers({ value: orNull(isText), at: orNull(isText), ageMs: figure, fresh: isFlag }),
  limits: listOf(
    withMembers({
      rule: isText,
      scope: isText,
      unit: isText,
      used: figure,
      limit: figure,
      headroom: figure,
      usage: figure,
    }),
  ),
  cooldowns: listOf(isRow("scope", "key", "until", "reason")),
  vetoes: withMembers({
    last: orNull(isRow("id", "at", "strategy", "symbol", "primary")),
    windowMs: isNumber,
    total: isNumber,
    byRule: withMembers({}),
  }),
  book: withMembers({
    positions: isNumber,
    openOrders: isNumber,
    unknownOrders: isNumber,
    unprotectedSeconds: isNumber,
  }),
});

/**
 * Reads risk_state.json. The usual case is checked without the schema library, which costs more time than all
 * the rest; only a file that looks wrong is held against its schema, to say where.
 */
export async function readRiskState(state: StateReader): Promise<Result<RiskStateFile, ReadFailure>> {
  const value = readStateJson(state, FILE);
  if (!value.ok) return value;
  if (looksRight(value.value)) return ok(value.value as RiskStateFile);
  const { explainRiskState } = await import("./risk-check.js");
  const file = `${state.directory}/${FILE}`;
  return err(explainRiskState(file, value.value) ?? invalidState(file, "not a risk state that this version reads"));
}

export async function readRisk(state: StateReader): Promise<Result<RiskDocument, ReadFailure>> {
  const read = await readRiskState(state);
  if (!read.ok) return read;
  const { mode, tradingState, causes, nav, limits, cooldowns, vetoes } = read.value;
  return ok({ schema: "hedge.risk/1", mode, tradingState, causes, nav, limits, cooldowns, vetoes });
}
