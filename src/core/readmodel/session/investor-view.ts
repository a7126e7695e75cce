import type { Mode } from "../../domain/mode.js";
import { ModelHistory } from "../model/model-history.js";
import type { FundView } from "./fund.js";
import type { SessionView } from "./session-view.js";

/** What `hedge tui --investor --json` prints: what the fund page shows, and nothing else. */
export interface InvestorView {
  readonly schema: "hedge.investor/1";
  readonly mode: Mode;
  /** Market time. */
  readonly at: string;
  readonly time: SessionView["time"];
  readonly fund: FundView;
}

export function investorView({ mode, at, time, fund }: SessionView): InvestorView {
  return { schema: "hedge.investor/1", mode, at, time, fund: withNumbers(fund) };
}

/** Strategies by the order of their first result, as on the page and the tear sheet for investors. */
function withNumbers(fund: FundView): FundView {
  const names = [...new Set([...fund.contribution.map(({ strategy }) => strategy), ...fund.correlation.strategies])];
  const numbered = (name: string): string => `Strategy ${String(names.indexOf(name) + 1)}`;
  return {
    ...fund,
    contribution: fund.contribution.map((one) => ({ ...one, strategy: numbered(one.strategy) })),
    correlation: { ...fund.correlation, strategies: fund.correlation.strategies.map(numbered) },
  };
}

/** The session as an investor's screen may hold it: what the fund page does not show is not in it. */
export function investorSession(view: SessionView): SessionView {
  const { status } = view;
  const shown = investorView(view);
  return {
    ...{ schema: view.schema, mode: shown.mode, at: shown.at, time: shown.time, fund: shown.fund },
    ...{ directory: "", source: view.source, origin: null, unread: [] },
    status: {
      ...{ schema: status.schema, mode: status.mode, alive: status.alive, ended: status.ended, at: status.at },
      ...{ tradingState: status.tradingState, nav: status.nav, dayPnl: status.dayPnl, dayPnlPct: status.dayPnlPct },
      ...{ drawdown: status.drawdown, grossExposure: status.grossExposure, netExposure: status.netExposure },
      ...{ causes: [], positions: 0, openOrders: 0, unknownOrders: 0, unprotectedSeconds: 0, venues: [], alerts: [] },
      vetoes: { windowMs: status.vetoes.windowMs, total: 0, last: null },
    },
    pulse: { ...view.pulse, process: null },
    ml: new ModelHistory().view,
    ...{ attention: [], blocks: [], clocks: [], positions: [], vetoes: [], nav: [], strategies: [], log: [] },
    risk: {
      ...{ limits: [], cooldowns: [], causes: [] },
      vetoes: { windowMs: status.vetoes.windowMs, total: 0, byRule: {}, last: null },
    },
    orders: { open: [], ended: [], day: { ended: 0, filled: 0, rejected: 0 } },
    router: { items: [], schedules: [], circuits: [] },
  };
}
