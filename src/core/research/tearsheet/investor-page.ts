import { DAY_MS, isoUtc } from "../../lib/time.js";
import { count, decimal, minute, percent, signedPercent, toned } from "../../page/figures.js";
import type { LiveBlock, LivePage, Panel } from "../../page/live-page.js";
import type { Block, Section } from "../../page/page.js";
import { drawdowns } from "../../quant/drawdown.js";
import { equityCurve } from "../../quant/equity-curve.js";
import { liveChart } from "../../readmodel/dashboard/live-charts.js";
import { randItem, randLine } from "../../readmodel/dashboard/rand-item.js";
import type { RandView } from "../../readmodel/rand.js";
import { ROLLING_DAYS } from "../report/report-model.js";
import { months, worstDrawdowns } from "../report/sections-result.js";
import type { TearSheetModel } from "./model.js";
import { attributionSections } from "./sections-figures.js";
import { badgeOf, noticeOf } from "./tear-sheet-page.js";

/**
 * The page of whoever has money in the fund, from a model whose names are taken away (`forInvestors`): the figures of the tear
 * sheet, without positions, refused orders and venues.
 */
export function investorPage(model: TearSheetModel, rand: RandView): LivePage {
  const { source } = model;
  const [correlation, contribution] = attributionSections(model);
  return {
    title: "The fund",
    badge: badgeOf(source.mode),
    alarming: false,
    subtitle: `as of ${minute(source.toMs)} UTC · USDT, net of fees, slippage and funding`,
    notice: noticeOf(source.mode),
    panels: [
      figurePanel(model, rand),
      valuePanel(model),
      panelOf("months", "full", months(model)),
      rollingPanel(model),
      exposurePanel(model),
      ...(contribution === undefined ? [] : [panelOf("contribution", "half", contribution)]),
      ...(correlation === undefined ? [] : [panelOf("correlation", "half", correlation)]),
      panelOf("drawdowns", "full", worstDrawdowns(model)),
    ],
  };
}

function figurePanel(model: TearSheetModel, rand: RandView): Panel {
  const { figures, spans, daily, source } = model;
  const interval = figures.sharpeInterval?.map((end) => decimal(end)).join(" to ");
  const signed = (label: string, value: number | null): { label: string; cell: ReturnType<typeof toned> } => ({
    label,
    cell: toned(value, signedPercent(value)),
  });
  const lastDay = daily.returns.at(-1) ?? null;
  return {
    ...{ id: "figures", title: "Key figures", width: "full" },
    blocks: [
      {
        kind: "figures",
        items: [
          { label: "NAV of a unit", cell: { text: decimal(model.unit.at(-1) ?? null, 4) }, note: "1 at the start" },
          { label: "NAV", cell: { text: decimal(source.points.nav.at(-1) ?? null, 0) }, note: "USDT" },
          randItem(rand),
          signed("Last day", lastDay),
          signed("Month to date", spans.monthToDate),
          signed("Year to date", spans.yearToDate),
          signed("365 days", spans.oneYear),
          signed("Since the start", model.totalReturn),
          { label: "Volatility", cell: { text: percent(figures.volatility) }, note: "a year" },
          {
            label: "Sharpe ratio",
            cell: { text: decimal(figures.sharpe) },
            ...(interval === undefined ? {} : { note: `95 %: ${interval}` }),
          },
          { label: "Sortino ratio", cell: { text: decimal(figures.sortino) } },
          { label: "Max drawdown", cell: { text: percent(figures.maxDrawdown) }, note: "of daily closes" },
          { label: "Days", cell: { text: count(figures.days) }, note: `since ${isoUtc(source.fromMs).slice(0, 10)}` },
        ],
      },
      randLine(rand),
    ],
  };
}

function valuePanel({ daily, universe }: TearSheetModel): Panel {
  const atMs = dayEnds(daily.days);
  const falls = drawdowns(equityCurve(daily.returns)).slice(1);
  const isWhole = universe.nav.some(Number.isFinite);
  const beside = isWhole ? [{ name: "Universe at the same volatility", values: universe.nav }] : [];
  return {
    ...{ id: "value", title: "Value", width: "full" },
    blocks: [
      liveChart({ id: "unit", title: "Value of a unit", description: "1 at the start, by day.", unit: "ratio" }, atMs, [
        { name: "One unit", values: daily.nav },
        ...beside,
      ]),
      liveChart(
        {
          id: "fall",
          title: "Drawdown of daily closes",
          description: "Loss from the highest daily close so far.",
          unit: "percent",
          area: true,
        },
        atMs,
        [{ name: "Drawdown", values: falls.map((fall) => -fall) }],
      ),
    ],
  };
}

function rollingPanel({ daily, rolling }: TearSheetModel): Panel {
  const short: LiveBlock = { kind: "text", text: `n/a: there are fewer than ${String(ROLLING_DAYS)} days.` };
  const chart = liveChart(
    {
      ...{ id: "rolling-sharpe", title: `Sharpe ratio of ${String(ROLLING_DAYS)} days`, unit: "ratio" },
      description: "Annualised, of the days up to each.",
    },
    dayEnds(daily.days),
    [{ name: "Sharpe ratio", values: rolling.sharpe }],
  );
  const blocks = rolling.sharpe.some(Number.isFinite) ? [chart] : [short];
  return { ...{ id: "rolling", title: "Rolling", width: "half" }, blocks };
}

function exposurePanel({ source: { points }, exposureTime }: TearSheetModel): Panel {
  const net = points.net === null ? [] : [{ name: "net", values: points.net }];
  const description = `Notional over NAV at bar closes; something was held ${percent(exposureTime, 0)} of the time.`;
  return {
    ...{ id: "exposure", title: "Exposure", width: "half" },
    blocks: [
      liveChart({ id: "exposure-chart", title: "Multiples of NAV", description, unit: "ratio" }, points.atMs, [
        { name: "gross", values: points.gross },
        ...net,
      ]),
    ],
  };
}

function dayEnds(days: readonly number[]): readonly number[] {
  return days.map((day) => (day + 1) * DAY_MS);
}

/** A section of the tear sheet; what only paper can show is left out. */
function panelOf(id: string, width: Panel["width"], { title, blocks }: Section): Panel {
  return { id, title, width, blocks: blocks.filter(isLive) };
}

function isLive(block: Block): block is Block & LiveBlock {
  return ["text", "list", "figures", "table"].includes(block.kind);
}
