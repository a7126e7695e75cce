import type uPlot from "uplot";
import type { ChartUnit, LiveChart } from "../../core/page/live-page.js";
import { element } from "./blocks.js";

declare global {
  interface Window {
    /** The chart library, from a file of this server. */
    readonly uPlot?: typeof uPlot;
  }
}

const HEIGHT = 260;
const SECOND_MS = 1_000;

const FORMATS: Readonly<Record<ChartUnit, (value: number) => string>> = {
  money: (value) => value.toLocaleString("en", { maximumFractionDigits: 2 }),
  percent: (value) => `${(value * 100).toLocaleString("en", { maximumFractionDigits: 2 })} %`,
  ratio: (value) => value.toLocaleString("en", { maximumFractionDigits: 4 }),
  bps: (value) => `${value.toLocaleString("en", { maximumFractionDigits: 1 })} bps`,
};

interface Drawn {
  readonly figure: HTMLElement;
  readonly plot: uPlot;
  readonly names: string;
}

/** Charts that are on the page, by their id: they keep their element and take new values. */
const drawn = new Map<string, Drawn>();

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function valuesOf({ atMs, lines }: LiveChart): uPlot.AlignedData {
  return [atMs.map((at) => at / SECOND_MS), ...lines.map(({ values }) => [...values])];
}

function seriesOf({ lines, area, dots, unit }: LiveChart): uPlot.Series[] {
  const format = FORMATS[unit];
  return lines.map(({ name }, at) => ({
    label: name,
    stroke: colour(`--c${String(at + 1)}`),
    width: dots ? 0 : 1.5,
    ...(area ? { fill: colour("--fill"), fillTo: 0 } : {}),
    points: { show: dots, size: 5, fill: colour(`--c${String(at + 1)}`) },
    spanGaps: !dots,
    // Where nobody points at anything, the newest.
    value: (plot, value: number | null, series, row) => {
      const shown = row === null ? newestOf(plot.data[series]) : value;
      return shown === null ? "n/a" : format(shown);
    },
  }));
}

function newestOf(values: ArrayLike<number | null | undefined> = []): number | null {
  return Array.from(values).findLast((value) => typeof value === "number") ?? null;
}

function instant(seconds: number | null): string {
  return seconds === null ? "n/a" : new Date(seconds * SECOND_MS).toISOString().slice(0, 16).replace("T", " ");
}

function axis(format?: (value: number) => string): uPlot.Axis {
  return {
    stroke: colour("--soft"),
    grid: { stroke: colour("--rule"), width: 1 },
    ticks: { stroke: colour("--rule"), width: 1 },
    ...(format === undefined ? {} : { size: 78, values: (_plot, values) => values.map(format) }),
  };
}

function widthOf(figure: HTMLElement): number {
  return Math.max(240, Math.floor(figure.clientWidth || 600));
}

function draw(chart: LiveChart, figure: HTMLElement, library: typeof uPlot): uPlot {
  const options: uPlot.Options = {
    width: widthOf(figure),
    height: HEIGHT,
    // Market time is UTC, wherever the reader is.
    tzDate: (seconds) => library.tzDate(new Date(seconds * SECOND_MS), "Etc/UTC"),
    cursor: { drag: { x: true, y: false } },
    series: [
      { label: "UTC", value: (plot, at: number | null) => instant(at ?? newestOf(plot.data[0])) },
      ...seriesOf(chart),
    ],
    axes: [axis(), axis(FORMATS[chart.unit])],
  };
  const place = element("div", "", "plot");
  figure.append(place);
  return new library(options, valuesOf(chart), place);
}

/** The chart as it is now; without the library its words alone. */
export function chartElement(chart: LiveChart): HTMLElement {
  const names = chart.lines.map(({ name }) => name).join("\n");
  const known = drawn.get(chart.id);
  if (known?.names === names) {
    known.plot.setData(valuesOf(chart));
    known.figure.setAttribute("aria-label", `${chart.title}. ${chart.description}`);
    return known.figure;
  }
  known?.plot.destroy();
  drawn.delete(chart.id);
  const figure = element("figure", "", "chart");
  figure.id = chart.id;
  figure.setAttribute("role", "img");
  figure.setAttribute("aria-label", `${chart.title}. ${chart.description}`);
  figure.append(element("figcaption", chart.title));
  // The global of its file, which may not have come.
  const library = (window as Window).uPlot;
  if (library === undefined || chart.atMs.length < 2) {
    figure.append(element("p", chart.atMs.length < 2 ? "Not enough points yet." : chart.description));
    return figure;
  }
  drawn.set(chart.id, { figure, plot: draw(chart, figure, library), names });
  return figure;
}

/** Fits all charts to the width they have. */
export function fitCharts(): void {
  for (const { figure, plot } of drawn.values()) {
    if (figure.isConnected) plot.setSize({ width: widthOf(figure), height: HEIGHT });
  }
}

/** Colours have changed: charts are drawn anew when they next say something. */
export function forgetCharts(): void {
  for (const { plot } of drawn.values()) plot.destroy();
  drawn.clear();
}
