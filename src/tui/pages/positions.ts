import { age, money, multiple, percent, price, quantity, utc } from "../../core/lib/format.js";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/lib/time.js";
import { listed, type PositionItem, POSITIONS } from "../model/lists.js";
import { titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";
import type { TableColumn } from "../paint/table.js";
import type { Theme } from "../paint/theme.js";
import type { DrawContext } from "./draw-context.js";
import { drawListPage, facts } from "./list-page.js";
import { gain, gainNumber, scopeText, timeOf, usageTone } from "./words.js";

/** Distance of the mark to the stop as a share of the mark; null where either is unknown. */
function stopDistance({ markPrice, stopPrice }: PositionItem): number | null {
  if (markPrice === null || stopPrice === null) return null;
  const share = Math.abs(Number(markPrice) - Number(stopPrice)) / Number(markPrice);
  return Number.isFinite(share) ? share : null;
}

/** `6h`, `3d`: one unit is enough in a list. */
function shortAge(fromIso: string, toIso: string): string {
  const lengthMs = Date.parse(toIso) - Date.parse(fromIso);
  if (lengthMs >= 2 * DAY_MS) return `${String(Math.floor(lengthMs / DAY_MS))}d`;
  if (lengthMs >= 2 * HOUR_MS) return `${String(Math.floor(lengthMs / HOUR_MS))}h`;
  return `${String(Math.max(0, Math.floor(lengthMs / MINUTE_MS)))}m`;
}

export function positionColumns(theme: Theme, at: string): readonly TableColumn<PositionItem>[] {
  return [
    { title: "", cell: ({ unprotectedSince }) => ({ text: unprotectedSince === null ? " " : "!", tone: "bad" }) },
    { title: "SYMBOL", cell: ({ symbol }) => ({ text: symbol, tone: "strong" }) },
    { title: "ACCOUNT", cell: ({ account }) => ({ text: account }), leaves: 2, least: 7 },
    { title: "STRAT", cell: ({ strategy }) => ({ text: strategy }), leaves: 4, least: 9 },
    { title: "SIDE", cell: ({ side }) => ({ text: side.toUpperCase() }) },
    { title: "QTY", align: "right", cell: ({ qty }) => ({ text: quantity(qty) }), leaves: 6 },
    { title: "ENTRY", align: "right", cell: ({ entryPrice }) => ({ text: price(entryPrice) }), leaves: 3 },
    { title: "MARK", align: "right", cell: ({ markPrice }) => ({ text: price(markPrice) }), leaves: 5 },
    { title: "uPnL  ", align: "right", cell: ({ unrealizedPnl }) => gain(unrealizedPnl, theme) },
    { title: "EXP", align: "right", cell: ({ exposure }) => ({ text: multiple(exposure) }), leaves: 7 },
    { title: "STOP", align: "right", cell: (row) => ({ text: percent(stopDistance(row), 1) }), leaves: 8 },
    {
      title: "AGE",
      align: "right",
      cell: ({ openedAt }) => ({ text: shortAge(openedAt, at), tone: "dim" }),
      leaves: 1,
    },
  ];
}

export function drawPositions(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  drawListPage(pane, context, {
    page: "positions",
    title: "POSITIONS",
    list: listed(POSITIONS, "positions", view, ui),
    columns: positionColumns(pane.theme, view.at),
    none: "no open position",
    detailHeight: 12,
    detail: (below, row) => {
      drawPosition(below, context, row);
    },
  });
}

function drawPosition(pane: Pane, { view }: DrawContext, row: PositionItem): void {
  const { theme } = pane;
  const body = titled(
    pane,
    `${row.symbol} ${row.account} ${row.strategy} ${row.side.toUpperCase()}`,
    "Enter: full page",
  );
  const total = [row.realizedPnl, row.funding, row.unrealizedPnl ?? "NaN"].reduce((sum, text) => sum + Number(text), 0);
  const net = total - Number(row.fees);
  const orders = view.orders.open.filter(({ symbol, account }) => symbol === row.symbol && account === row.account);
  const stop = orders.filter(({ purpose }) => purpose.includes("stop")).length;
  const takes = row.takeProfits.map(({ price: level, done }) => `${price(level)}${done ? " done" : ""}`).join(", ");
  const next = facts(body, 0, [
    ["realised", gain(row.realizedPnl, theme), "  funding ", gain(row.funding, theme), "  fees ", money(row.fees)],
    ["open", gain(row.unrealizedPnl, theme), "  total ", gainNumber(Number.isFinite(net) ? net : null, theme, 2)],
    ["size", `${quantity(row.qty)} = ${money(row.notional, 0)} USDT = ${multiple(row.exposure)} of NAV`],
    ["entry", `${price(row.entryPrice)}  mark ${price(row.markPrice)}  since ${utc(row.openedAt)}`],
    [
      "exits",
      row.unprotectedSince === null
        ? { text: `stop ${price(row.stopPrice)} (${percent(stopDistance(row), 1)} away)` }
        : { text: `NO WORKING STOP since ${utc(row.unprotectedSince)}`, tone: "bad" },
      `  disaster ${price(row.disasterStop)}${takes === "" ? "" : `  take profit ${takes}`}`,
    ],
    ["held", `${String(row.barsHeld)} bars${row.maxBars === null ? "" : ` of ${String(row.maxBars)}`}`],
    ["orders", `${String(orders.length)} open (${String(stop)} stops)  [4]`],
  ]);
  const limits = drawLimitsOf(body, next, view.risk.limits, row);
  drawFillsOf(body, limits, view, row);
}

function drawLimitsOf(
  pane: Pane,
  y: number,
  limits: DrawContext["view"]["risk"]["limits"],
  { symbol, strategy }: PositionItem,
): number {
  const mine = limits
    .filter(({ scope, usage }) => usage !== null && (scope.includes(symbol) || scope === `strategy:${strategy}`))
    .sort((a, b) => (b.usage ?? 0) - (a.usage ?? 0))
    .slice(0, 3);
  const spans = mine.map(({ rule, scope, usage }) => ({
    text: `${rule} ${scopeText(scope.replace(`symbol:${symbol}`, "symbol"))} ${percent(usage, 0)}   `,
    tone: usageTone(usage),
  }));
  return facts(pane, y, [
    ["limits", ...(spans.length === 0 ? ["none in use  "] : spans), { text: "[5]", tone: "dim" }],
  ]);
}

/** The newest orders of the position that filled, as far as the screen keeps them. */
function drawFillsOf(pane: Pane, y: number, view: DrawContext["view"], row: PositionItem): void {
  const fills = view.orders.ended.filter(
    ({ symbol, account, filledQty, at }) =>
      symbol === row.symbol && account === row.account && Number(filledQty) > 0 && at >= row.openedAt.slice(0, 19),
  );
  const signal = fills.find(({ intentId }) => intentId === row.intentId);
  const below = facts(pane, y, [
    [
      "signal",
      `intent ${row.intentId}${signal === undefined ? "" : ` (${signal.routeReason})`}  \`hedge risk explain ${row.intentId}\``,
    ],
  ]);
  pane.write(1, below, "fills", "dim");
  if (fills.length === 0)
    pane.write(11, below, `opened ${age(Date.parse(view.at) - Date.parse(row.openedAt))} ago`, "dim");
  fills.slice(0, Math.max(1, pane.height - below)).forEach((fill, index) => {
    const text = `${timeOf(fill.at, view.at)} ${fill.side} ${quantity(fill.filledQty)} @ ${price(fill.averagePrice)} ${fill.style} ${fill.purpose}`;
    pane.write(11, below + index, text);
  });
}
