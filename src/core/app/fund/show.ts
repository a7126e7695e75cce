import { nodeFiles } from "../../adapters/fs/node-files.js";
import type { Mode } from "../../domain/mode.js";
import { converted, type RatePair } from "../../domain/rate.js";
import { type Dec, parseDec } from "../../lib/decimal.js";
import { ok, type Result } from "../../lib/result.js";
import type { DatedRate } from "../../readmodel/rand.js";
import type { ReadFailure } from "../../readmodel/read-state.js";
import type { SessionView } from "../../readmodel/session/session-view.js";
import type { StatePlace } from "../choose-state.js";
import { requireConfig } from "../load-config.js";
import { openScreens } from "../screens/open-screens.js";
import { type FundFigures, fundFigures } from "./fund-figures.js";
import { readFund } from "./fund-place.js";
import { rateDesk, refreshRates } from "./rates.js";

export type Currency = "USD" | "ZAR";

interface PairShown extends DatedRate {
  readonly pair: RatePair;
}

/** Money in both currencies; null where it can't be known. */
interface Money {
  readonly usd: string | null;
  readonly zar: string | null;
}

/** What `hedge fund show --json` prints. */
export interface FundDocument {
  readonly schema: "hedge.fund/1";
  readonly mode: Mode;
  readonly at: string;
  readonly currency: Currency;
  readonly rates: { readonly usdtUsd: PairShown; readonly usdZar: PairShown; readonly problems: readonly string[] };
  /** NAV of the books in USDT, and at the rates. */
  readonly nav: Money & { readonly usdt: string | null; readonly ageMs: number | null };
  readonly navPerUnit: Money;
  readonly drawdown: number | null;
  readonly grossExposure: number | null;
  readonly netExposure: number | null;
  readonly returns: SessionView["fund"]["returns"];
  readonly sharpe30: number | null;
  readonly sharpe90: number | null;
  readonly correlation: SessionView["fund"]["correlation"];
  readonly exposures: readonly {
    readonly symbol: string;
    readonly usd: string | null;
    readonly ofNav: number | null;
  }[];
  /** Null where no ledger has been opened. */
  readonly ledger: FundFigures | null;
}

/** `hedge fund show`: the blended view of a fund. Errors: why there is nothing to show. */
export async function fundDocument(
  place: StatePlace,
  flags: {
    readonly config: string;
    readonly currency: Currency;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): Promise<Result<FundDocument, ReadFailure>> {
  const feed = await openScreens(place);
  if (!feed.ok) return feed;
  const first = await feed.value.read();
  if (!first.ok) return first;
  const { directory } = feed.value;
  const config = requireConfig({ directory: flags.config, env: flags.env, files: nodeFiles });
  const desk = rateDesk({ directory, mode: first.value.mode, config });
  const problems = desk === null ? [] : await refreshRates(desk);
  // What the sources said is read where every other screen reads it.
  const read = desk === null ? first : await feed.value.read();
  if (!read.ok) return read;
  const view = read.value;
  const { usdtUsd, usdZar } = view.fund.rand;
  const { state } = readFund(directory);
  const ledger = state === null ? null : fundFigures(state);
  const rates = { usdtUsd: shown("USDTUSD", usdtUsd), usdZar: shown("USDZAR", usdZar), problems };
  return ok({ ...figuresOf(view, flags.currency), rates, ...moneyOf(view, ledger), ledger });
}

const decOf = (text: string | null): Dec | null => (text === null ? null : parseDec(text));

/** In the order in which the document has had them. */
function shown(pair: RatePair, { rate, source, at, ageMs, fresh }: DatedRate): PairShown {
  return { pair, rate, source, at, ageMs, fresh };
}

function moneyOf({ status, fund }: SessionView, ledger: FundFigures | null): Pick<FundDocument, "nav" | "navPerUnit"> {
  const { rand } = fund;
  const ofLedger = decOf(ledger?.navPerUnit ?? null);
  const ofBooks = { usd: fund.unit === null ? null : fund.unit.toFixed(8), zar: rand.unitZar };
  return {
    nav: {
      usdt: status.nav.value,
      ...{ usd: rand.navUsd, zar: rand.navZar, ageMs: status.nav.ageMs },
    },
    navPerUnit: ledger === null ? ofBooks : { usd: ofLedger, zar: converted(ofLedger, rand.usdZar) },
  };
}

function figuresOf(
  { mode, at, status, fund, positions }: SessionView,
  currency: Currency,
): Omit<FundDocument, "rates" | "nav" | "navPerUnit" | "ledger"> {
  return {
    ...{ schema: "hedge.fund/1", mode, at, currency },
    ...{ drawdown: status.drawdown, grossExposure: status.grossExposure, netExposure: status.netExposure },
    ...{ returns: fund.returns, sharpe30: fund.days.at(-1)?.sharpe30 ?? null },
    ...{ sharpe90: fund.days.at(-1)?.sharpe90 ?? null, correlation: fund.correlation },
    exposures: positions.map(({ symbol, notional, exposure, side }) => ({
      symbol,
      usd: notional === null ? null : `${side === "short" ? "-" : ""}${notional}`,
      ofNav: exposure,
    })),
  };
}
