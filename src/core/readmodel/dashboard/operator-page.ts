import { price, quantity } from "../../lib/format.js";
import { compact, count, decimal, minute, percent, signedPercent, toned, UNKNOWN } from "../../page/figures.js";
import type { LiveBlock, LivePage, Panel } from "../../page/live-page.js";
import { columnsOf, type Cell, type Table } from "../../page/page.js";
import type { BookHistory } from "../book-history.js";
import type { PositionsDocument } from "../books.js";
import type { RandView } from "../rand.js";
import type { RiskDocument } from "../risk.js";
import type { RouterDocument } from "../router.js";
import type { VetoesDocument } from "../series.js";
import { isFine, type StatusDocument } from "../status.js";
import { drawdownLine, liveChart, profitSince, strategyLines } from "./live-charts.js";
import { modelPanels } from "./model-panel.js";
import { randItem, randLine } from "./rand-item.js";
import { routerPanel } from "./router-panel.js";

/** What the operator's page shows: the documents of the commands, and how the books came to where they are. */
export interface OperatorDocuments {
  readonly status: StatusDocument;
  readonly positions: PositionsDocument;
  readonly risk: RiskDocument;
  readonly vetoes: VetoesDocument;
  readonly router: RouterDocument;
  readonly history: BookHistory;
  readonly rand: RandView;
}

/** As many as a table shows without a scroll bar. */
const NEWEST_VETOES = 20;
const MOST_LIMITS = 14;

/** The page of whoever is on call. */
export function operatorPage(documents: OperatorDocuments): LivePage {
  const { status } = documents;
  return {
    title: "Operator",
    badge: `${status.mode.toUpperCase()} · ${lifeText(status)}`,
    alarming: !isFine(status),
    subtitle: `market time ${minute(Date.parse(status.at))} UTC`,
    notice: null,
    panels: [
      statusPanel(status, documents.rand),
      equityPanel(documents),
      strategyPanel(documents),
      positionPanel(documents.positions),
      riskPanel(documents.risk),
      vetoPanel(documents.vetoes),
      routerPanel(documents.router),
      signalPanel(documents.history),
      ...modelPanels(documents.history.model.view),
    ],
  };
}

function lifeText({ alive, ended }: StatusDocument): string {
  if (alive) return "ALIVE";
  return ended ? "SESSION ENDED" : "NO EXECUTOR";
}

function numberOf(money: string | null): number | null {
  return money === null ? null : Number(money);
}

function statusPanel(status: StatusDocument, rand: RandView): Panel {
  const { dayPnl, dayPnlPct, nav, causes, alerts, unprotectedSeconds, vetoes } = status;
  const words = [
    ...causes.map(({ code, since, clears }) => `${code} since ${minute(Date.parse(since))}; clears by ${clears}`),
    ...alerts.map(({ severity, code, message }) => `${severity}: ${code}: ${message}`),
  ];
  const trading: Cell = { text: status.tradingState, ...(status.tradingState === "ACTIVE" ? {} : { tone: "bad" }) };
  const exposed = `${decimal(status.grossExposure)} / ${decimal(status.netExposure)}`;
  const orders = status.unknownOrders > 0 ? `${count(status.unknownOrders)} unknown` : "none unknown";
  return {
    ...{ id: "status", title: "Now", width: "full" },
    blocks: [
      {
        kind: "figures",
        items: [
          { label: "Trading", cell: trading, note: lifeText(status).toLowerCase() },
          { label: "NAV", cell: { text: decimal(numberOf(nav.value)) }, note: "USDT" },
          ...(rand.usdZar.source === null ? [] : [randItem(rand)]),
          {
            label: "Day",
            cell: toned(numberOf(dayPnl), decimal(numberOf(dayPnl))),
            note: signedPercent(dayPnlPct),
          },
          { label: "Drawdown", cell: { text: percent(status.drawdown) } },
          { label: "Gross / net", cell: { text: exposed }, note: "times NAV" },
          {
            label: "Positions",
            cell: { text: count(status.positions) },
            note: `${count(status.openOrders)} orders open, ${orders}`,
          },
          { label: "Unprotected", cell: { text: `${decimal(unprotectedSeconds, 0)} s` }, note: "this session" },
          { label: "Vetoes", cell: { text: count(vetoes.total) }, note: "in a day" },
        ],
      },
      ...(rand.usdZar.source === null ? [] : [randLine(rand)]),
      words.length === 0
        ? { kind: "text", text: "Nothing limits trading, nothing needs a person." }
        : { kind: "list", items: words },
    ],
  };
}

function equityPanel({ history }: OperatorDocuments): Panel {
  const { points, start } = history;
  const navStart = Number(start?.navStart ?? Number.NaN);
  const now = points.nav.at(-1) ?? null;
  return {
    ...{ id: "equity", title: "Equity", width: "full" },
    blocks: [
      liveChart(
        {
          id: "nav",
          title: "NAV, USDT",
          description: `NAV at bar closes, ${decimal(now)} USDT at the last.`,
          unit: "money",
        },
        points.atMs,
        [{ name: "NAV", values: points.nav }],
      ),
      liveChart(
        {
          ...{ id: "drawdown", title: "Drawdown", unit: "percent", area: true },
          description: "Loss from the highest NAV so far, at bar closes.",
        },
        points.atMs,
        [drawdownLine(points, navStart)],
      ),
    ],
  };
}

function strategyPanel({ history }: OperatorDocuments): Panel {
  const { points, start } = history;
  const navStart = Number(start?.navStart ?? Number.NaN);
  const lines = strategyLines(points, navStart);
  const none: LiveBlock = { kind: "text", text: "No strategy has traded yet." };
  const rows = [...points.profits].map(([name, profit]) => {
    const total = (profit.at(-1) ?? Number.NaN) / navStart;
    const spans = [1, 7, 30].map((days) => profitSince(points, profit, days));
    return [name, ...[...spans, total].map((value) => toned(value, signedPercent(value)))];
  });
  const table: Table = {
    kind: "table",
    caption: "Profit after fees and funding, of NAV at the beginning of each span",
    columns: columnsOf(["strategy", "1 day", "7 days", "30 days", "session"]),
    rows,
  };
  const chart = liveChart(
    {
      ...{ id: "strategies", title: "Return of each strategy, of the opening NAV", unit: "percent" },
      description: `Profit so far of ${lines.map(({ name }) => name).join(", ")}.`,
    },
    points.atMs,
    lines,
  );
  return {
    ...{ id: "strategy", title: "Strategies", width: "full" },
    blocks: lines.length === 0 ? [none] : [chart, table],
  };
}

function positionPanel({ items }: PositionsDocument): Panel {
  const none: LiveBlock = { kind: "text", text: "Nothing is held." };
  const table: Table = {
    kind: "table",
    caption: "Open positions",
    columns: columnsOf(
      ["market", "side", "strategy", "qty", "entry", "mark", "stop", "of NAV", "unrealised"],
      ["market", "side", "strategy"],
    ),
    rows: items.map((row) => {
      const profit = numberOf(row.unrealizedPnl);
      const stop: Cell =
        row.unprotectedSince === null ? { text: price(row.stopPrice) } : { text: "none works", tone: "bad" };
      return [
        ...[row.symbol, row.side, row.strategy, quantity(row.qty), price(row.entryPrice), price(row.markPrice), stop],
        ...[signedPercent(row.exposure), toned(profit, decimal(profit))],
      ];
    }),
  };
  return { ...{ id: "positions", title: "Positions", width: "full" }, blocks: [items.length === 0 ? none : table] };
}

/** The limits that are used most. */
function riskPanel({ limits, cooldowns }: RiskDocument): Panel {
  const known = limits.filter(({ usage }) => usage !== null && usage > 0);
  const used = [...known].sort((a, b) => (b.usage ?? 0) - (a.usage ?? 0)).slice(0, MOST_LIMITS);
  const near = (usage: number): Cell["tone"] => (usage >= 0.8 ? "bad" : undefined);
  const table: Table = {
    kind: "table",
    caption: `Limits by their use, ${count(used.length)} of ${count(limits.length)}`,
    columns: columnsOf(["rule", "scope", "used", "limit", "use"], ["rule", "scope"]),
    rows: used.map(({ rule, scope, used: now, limit, unit, usage }) => {
      const tone = near(usage ?? 0);
      const use: Cell = { text: percent(usage, 0), ...(tone === undefined ? {} : { tone }) };
      return [rule, scope, measure(now, unit), measure(limit, unit), use];
    }),
  };
  const waits = cooldowns.map(
    ({ scope, key, until, reason }) => `${scope} ${key} until ${minute(Date.parse(until))}: ${reason}`,
  );
  return {
    ...{ id: "risk", title: "Risk", width: "half" },
    blocks: [table, ...(waits.length === 0 ? [] : [{ kind: "list", items: waits } as const])],
  };
}

function measure(value: number | null, unit: string): string {
  if (value === null) return UNKNOWN;
  if (unit === "fraction") return percent(value);
  if (unit === "seconds") return `${decimal(value, 0)}\u00a0s`;
  if (unit === "count" || unit === "state") return count(value);
  if (unit === "multiple") return `${decimal(value, 3)}x`;
  return unit === "bps" ? `${decimal(value, 1)}\u00a0bps` : compact(Math.round(value));
}

function vetoPanel({ items }: VetoesDocument): Panel {
  const newest = items.slice(-NEWEST_VETOES).reverse();
  const none: LiveBlock = { kind: "text", text: "No order was refused in 7 days." };
  const table: Table = {
    kind: "table",
    caption: `Newest first, ${count(newest.length)} of ${count(items.length)} in 7 days`,
    columns: columnsOf(["at", "order", "strategy", "rule", "measured", "limit"], ["at", "order", "strategy", "rule"]),
    rows: newest.map(({ at, symbol, side, strategy, primary, vetoes }) => {
      const first = vetoes.find(({ rule }) => rule === primary) ?? vetoes[0];
      const why = first === undefined ? primary : `${primary} ${first.code}`;
      const unit = first?.unit ?? "count";
      const figures = [measure(first?.measured ?? null, unit), measure(first?.limit ?? null, unit)];
      return [minute(Date.parse(at)), `${side} ${symbol}`, strategy, why, ...figures];
    }),
  };
  return { ...{ id: "vetoes", title: "Vetoes", width: "half" }, blocks: [newest.length === 0 ? none : table] };
}

/** What the strategies and models said at the last cycle. */
function signalPanel({ lastSignals }: BookHistory): Panel {
  const none: LiveBlock = { kind: "text", text: "Nobody has said anything of the last bar." };
  const table: Table = {
    kind: "table",
    caption: `At ${lastSignals === null ? "" : minute(lastSignals.atMs)}`,
    columns: columnsOf(["strategy or model", "market", "says", "strength"], ["strategy or model", "market", "says"]),
    rows: (lastSignals?.items ?? []).map(({ strategy, symbol, direction, strength }) => [
      ...[strategy, symbol, direction, decimal(strength)],
    ]),
  };
  const blocks = (lastSignals?.items.length ?? 0) === 0 ? [none] : [table];
  return { ...{ id: "signals", title: "Signals of the last bar", width: "half" }, blocks };
}
