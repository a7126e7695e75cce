import { nodeFiles } from "../../adapters/fs/node-files.js";
import type { Mode } from "../../domain/mode.js";
import { converted, type RateNow } from "../../domain/rate.js";
import { type Dec, parseDec } from "../../lib/decimal.js";
import { err, ok, type Result } from "../../lib/result.js";
import { isoUtc } from "../../lib/time.js";
import type { ReadFailure } from "../../readmodel/read-state.js";
import type { SessionView } from "../../readmodel/session/session-view.js";
import type { StatePlace } from "../choose-state.js";
import { requireConfig } from "../load-config.js";
import { openScreens } from "../screens/open-screens.js";
import { type FundFigures, fundFigures } from "./fund-figures.js";
import { readFund } from "./fund-place.js";
import { rateOf } from "./rates.js";

export type Currency = "USD" | "ZAR";

interface RateShown {
  readonly pair: string;
  readonly rate: string | null;
  readonly source: string | null;
  readonly at: string | null;
  readonly ageMs: number | null;
  readonly fresh: boolean;
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
  readonly rates: { readonly usdtUsd: RateShown; readonly usdZar: RateShown; readonly problems: readonly string[] };
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
  const read = await feed.value.read();
  if (!read.ok) return err(read.error);
  const view = read.value;
  const { directory } = feed.value;
  const config = requireConfig({ directory: flags.config, env: flags.env, files: nodeFiles });
  const where = { directory, mode: view.mode, config };
  const [usdt, zar] = [await rateOf("USDTUSD", where), await rateOf("USDZAR", where)];
  const problems = [...usdt.problems, ...zar.problems];
  const { state } = readFund(directory);
  const ledger = state === null ? null : fundFigures(state);
  const rates = { usdtUsd: shown("USDTUSD", usdt.now), usdZar: shown("USDZAR", zar.now), problems };
  return ok({ ...figuresOf(view, flags.currency), rates, ...moneyOf(view, ledger, usdt.now, zar.now), ledger });
}

function shown(pair: string, { rate, source, atMs, ageMs, isFresh }: RateNow): RateShown {
  return { pair, rate, source, at: atMs === null ? null : isoUtc(atMs), ageMs, fresh: isFresh };
}

const decOf = (text: string | null): Dec | null => (text === null ? null : parseDec(text));

/** A USDT counts as a dollar where nobody says what it is worth; `rates.usdtUsd` says whether somebody did. */
function moneyOf(
  { status, fund }: SessionView,
  ledger: FundFigures | null,
  usdt: RateNow,
  zar: RateNow,
): Pick<FundDocument, "nav" | "navPerUnit"> {
  const nav = decOf(status.nav.value);
  const usd = usdt.rate === null ? nav : converted(nav, usdt);
  const unit = ledger === null ? decOf(fund.unit === null ? null : fund.unit.toFixed(8)) : decOf(ledger.navPerUnit);
  return {
    nav: { usdt: nav, usd, zar: converted(usd, zar), ageMs: status.nav.ageMs },
    navPerUnit: { usd: unit, zar: zar.rate === null ? null : converted(unit, zar) },
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
