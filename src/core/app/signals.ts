import { Failure } from "../lib/failure.js";
import { isoUtc } from "../lib/time.js";
import type { Admission } from "../ops/admission/verdict.js";
import { readSignals, type SignalsReading } from "../ops/signals/signals-document.js";
import { requireName, requireSymbol } from "../ops/whatif/request.js";
import { STRATEGIES } from "../strategies/registry.js";
import { parseSince } from "../readmodel/since.js";
import type { StatePlace } from "./choose-state.js";
import { TRIED_ATR_FRACTION } from "./recorded-data.js";
import { openSession } from "./why.js";

export interface SignalsWish {
  readonly strategy: string | undefined;
  readonly symbol: string | undefined;
  /** As typed: a date, an instant, or a span back from the session's last instant. */
  readonly since: string | undefined;
  /** Also run the tests that every strategy must pass. */
  readonly admission: boolean;
}

/** A reading and the judgement whether a person needs to change something. */
export interface JudgedSignals extends SignalsReading {
  readonly document: SignalsReading["document"] & { readonly admission?: readonly Admission[] };
  readonly fine: boolean;
  /** Strategies that trade under the configuration. */
  readonly enabled: readonly string[];
}

/**
 * `hedge doctor signals`: the funnel of the whole journal and what it means.
 *
 * Errors: Failure 2 for a strategy, a symbol or a time that is none, 3 where there is no session.
 */
export async function signalsReading(place: StatePlace, wish: SignalsWish): Promise<JudgedSignals> {
  const { origin, events } = await openSession(place);
  const { config, start } = origin;
  const registered = Object.keys(config.strategy_registry.strategies);
  const known = wish.admission ? [...registered, ...STRATEGIES.map(({ id }) => id)] : registered;
  const symbol = wish.symbol === undefined ? null : requireSymbol(wish.symbol, origin);
  const strategy = wish.strategy === undefined ? null : requireName("strategy", wish.strategy, known);
  // A span counts back from the last instant, so the end must be known before the first event counts.
  let lastMs = start.atMs;
  if (wish.since !== undefined) for (const { atMs } of events()) lastMs = atMs;
  const reading = readSignals({
    events: events(),
    mode: start.mode,
    config,
    strategy,
    symbol,
    sinceMs: sinceOf(wish.since, lastMs),
    atrFraction: TRIED_ATR_FRACTION,
  });
  const sound = reading.diagnoses.every(({ kind }) => kind !== "problem");
  const enabled = registered.filter((id) => config.strategy_registry.strategies[id]?.enabled === true);
  if (!wish.admission) return { ...reading, fine: sound, enabled };
  const { admissions } = await import("./admission.js");
  const admission = await admissions({ config, strategy, symbol });
  const fine = sound && admission.every(({ admitted }) => admitted);
  return { ...reading, document: { ...reading.document, admission }, fine, enabled };
}

function sinceOf(text: string | undefined, lastMs: number): number | null {
  const since = parseSince(text, isoUtc(lastMs));
  if (since.ok) return since.value;
  const { code, message, fix } = since.error;
  throw new Failure(code, 2, message, { path: "--since", value: text, ...(fix === undefined ? {} : { fix }) });
}
