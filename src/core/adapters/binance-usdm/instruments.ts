import type { Instrument, MarginBracket } from "../../domain/instrument.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import type { UsdmClient } from "./client.js";
import { allOf, type Answered, ask } from "./gateway-reads.js";
import {
  bracketsSchema,
  commissionSchema,
  exchangeInfoSchema,
  fundingInfoSchema,
  type InstrumentRules,
  limitsOf,
  rulesOf,
} from "./parse-instruments.js";
import { unreadable } from "../ccxt/parse.js";
import type { VenueLimits } from "./rate-limiter.js";

/** What everybody may know: rules of symbols and the venue's limits. Needs no credentials. */
export interface PublicRules {
  readonly rules: readonly (InstrumentRules & Pick<Instrument, "fundingIntervalHours">)[];
  readonly limits: VenueLimits;
}

export const USUAL_LIMITS: VenueLimits = { weightPerMinute: 2_400, ordersPerTenSeconds: 300, ordersPerMinute: 1_200 };
const USUAL_FUNDING_HOURS = 8;

export async function readPublicRules(client: UsdmClient, symbols: readonly string[]): Answered<PublicRules> {
  const [exchange, funding] = await Promise.all([
    ask(client, { endpoint: "exchangeInfo", schema: exchangeInfoSchema }),
    ask(client, { endpoint: "fundingInfo", schema: fundingInfoSchema }),
  ]);
  if (!exchange.ok) return exchange;
  if (!funding.ok) return funding;
  const rules = allOf(symbols.map((symbol) => rulesOf(exchange.value, symbol)));
  if (!rules.ok) return rules;
  const withFunding = rules.value.map((rule) => ({
    ...rule,
    fundingIntervalHours: funding.value.get(rule.symbol) ?? USUAL_FUNDING_HOURS,
  }));
  return ok({ rules: withFunding, limits: limitsOf(exchange.value, USUAL_LIMITS) });
}

export async function readBrackets(client: UsdmClient, symbol: string): Answered<readonly MarginBracket[]> {
  const answer = await ask(client, { endpoint: "leverageBracket", schema: bracketsSchema, params: { symbol } });
  return answer.ok ? bracketsIn(answer.value, symbol) : answer;
}

function bracketsIn(
  all: ReadonlyMap<string, readonly MarginBracket[]>,
  symbol: string,
): Result<readonly MarginBracket[], VenueRefusal> {
  const brackets = all.get(symbol);
  return brackets === undefined ? err(unreadable(`no margin brackets of ${symbol}`)) : ok(brackets);
}

type Fees = Pick<Instrument, "makerFeeRate" | "takerFeeRate">;

async function readFees(client: UsdmClient, symbol: string): Answered<Fees> {
  const answer = await ask(client, { endpoint: "commissionRate", schema: commissionSchema, params: { symbol } });
  if (!answer.ok) return answer;
  return ok({ makerFeeRate: answer.value.makerCommissionRate, takerFeeRate: answer.value.takerCommissionRate });
}

/** Filters, brackets and this account's fees; all symbols or none. */
export async function readInstruments(
  client: UsdmClient,
  { symbols, venue }: { readonly symbols: readonly string[]; readonly venue: string },
): Answered<{ readonly instruments: readonly Instrument[]; readonly limits: VenueLimits }> {
  const known = await readPublicRules(client, symbols);
  if (!known.ok) return known;
  const brackets = await ask(client, { endpoint: "leverageBracket", schema: bracketsSchema });
  if (!brackets.ok) return brackets;
  const instruments: Instrument[] = [];
  for (const rule of known.value.rules) {
    const own = bracketsIn(brackets.value, rule.symbol);
    if (!own.ok) return own;
    const fees = await readFees(client, rule.symbol);
    if (!fees.ok) return fees;
    instruments.push({ ...rule, venue, ...fees.value, brackets: own.value });
  }
  return ok({ instruments, limits: known.value.limits });
}
