import { chartSvg } from "./chart.js";
import { compact, compactPercent } from "./figures.js";
import { blockHtml } from "./html.js";
import type { Block } from "./page.js";
import { escaped } from "./escaped.js";

/** What a chart's values are; a share of 1 is written as percent. */
export type ChartUnit = "money" | "percent" | "ratio" | "bps";

/** A chart as data, so that a page may draw it anew; null is a gap. All lines share the instants. */
export interface LiveChart {
  /** Unique on the page; letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** What a reader who can't see it would want to know. */
  readonly description: string;
  readonly unit: ChartUnit;
  readonly area: boolean;
  /** Points without a line between them. */
  readonly dots: boolean;
  readonly atMs: readonly number[];
  /** One to six. */
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

type StillBlock = Extract<Block, { readonly kind: "text" | "list" | "figures" | "table" }>;

/** A part of a page that changes while it is looked at. */
export type LiveBlock = StillBlock | { readonly kind: "live-chart"; readonly chart: LiveChart };

export interface Panel {
  /** Unique on the page; letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  readonly width: "half" | "full";
  readonly blocks: readonly LiveBlock[];
}

/** A page whose panels are replaced one by one. */
export interface LivePage {
  readonly title: string;
  /** A word that must not be missed: whether this is money, and whether it lives. */
  readonly badge: string;
  /** The badge calls a person. */
  readonly alarming: boolean;
  readonly subtitle: string;
  /** What must be read before any figure; null where there is nothing. */
  readonly notice: string | null;
  readonly panels: readonly Panel[];
}

const FORMATS: Readonly<Record<ChartUnit, (value: number) => string>> = {
  money: compact,
  percent: compactPercent,
  ratio: compact,
  bps: compact,
};

/** A panel as it looks without a script: its charts are drawings. */
export function panelHtml({ id, title, width, blocks }: Panel): string {
  const body = blocks.map(liveBlockHtml).join("\n");
  const name = `${escaped(id)}-title`;
  return [
    `<section class="panel ${width}" id="${escaped(id)}" aria-labelledby="${name}">`,
    `<h2 id="${name}">${escaped(title)}</h2>`,
    `<div class="panel-body">${body}</div>`,
    "</section>",
  ].join("\n");
}

function liveBlockHtml(block: LiveBlock): string {
  return block.kind === "live-chart" ? stillChart(block.chart) : blockHtml(block);
}

function stillChart({ id, title, description, unit, area, atMs, lines }: LiveChart): string {
  const drawn = lines.map(({ name, values }) => ({
    ...{ name, atMs },
    values: values.map((value) => value ?? Number.NaN),
  }));
  const chart = { ...{ id: `${id}-still`, title, description, area }, format: FORMATS[unit], lines: drawn };
  const keys = lines.map(
    ({ name }, at) => `<span class="key"><i class="swatch swatch-${String(at + 1)}"></i>${escaped(name)}</span>`,
  );
  const legend = lines.length > 1 ? `<p class="legend">${keys.join("")}</p>` : "";
  const picture = atMs.length < 2 ? "<p>Not enough points yet.</p>" : chartSvg(chart);
  return `<figure class="chart" id="${escaped(id)}"><figcaption>${escaped(title)}</figcaption>${legend}${picture}</figure>`;
}
