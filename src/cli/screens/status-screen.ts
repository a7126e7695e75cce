import type { Paper } from "../paper.js";
import { age, money, multiple, percent, signedMoney, signedPercent, utc } from "../../core/lib/format.js";
import { type Column, renderTable } from "../table.js";
import { cleanText, cutText, wrapText } from "../../core/lib/text.js";
import type { Tone } from "../tint.js";
import { heading } from "./heading.js";
import { gainTone, stateTone } from "./tones.js";

interface VenueView {
  readonly venue: string;
  readonly state: string;
  readonly ackP50Ms: number | null;
  readonly ackP95Ms: number | null;
  readonly streamAgeMs: number | null;
}

export interface StatusView {
  readonly mode: string;
  readonly alive: boolean;
  readonly ended: boolean;
  /** Of an instant that is over: nobody asks then whether the executor runs. In no document. */
  readonly isPast?: boolean;
  /** Where the mirror stands; null where there is none. In no document. */
  readonly mirror?: { readonly text: string; readonly isFine: boolean } | null;
  readonly tradingState: string;
  readonly at: string;
  readonly nav: { readonly value: string | null; readonly ageMs: number | null };
  readonly dayPnl: string | null;
  readonly dayPnlPct: number | null;
  readonly drawdown: number | null;
  readonly grossExposure: number | null;
  readonly netExposure: number | null;
  readonly positions: number;
  readonly openOrders: number;
  readonly unknownOrders: number;
  readonly unprotectedSeconds: number;
  readonly vetoes: {
    readonly windowMs: number;
    readonly total: number;
    readonly last: { readonly at: string; readonly symbol: string; readonly primary: string } | null;
  };
  readonly venues: readonly VenueView[];
  readonly alerts: readonly { readonly severity: string; readonly code: string; readonly message: string }[];
}

type Line = readonly [name: string, text: string, tone?: Tone | undefined];

const VENUES: readonly Column<VenueView>[] = [
  { title: "venue", cell: ({ venue }) => venue },
  { title: "state", cell: ({ state }) => state, minWidth: 6 },
  { title: "ack p50", align: "right", cell: ({ ackP50Ms }) => age(ackP50Ms) },
  { title: "ack p95", align: "right", cell: ({ ackP95Ms }) => age(ackP95Ms) },
  { title: "stream age", align: "right", cell: ({ streamAgeMs }) => age(streamAgeMs), leaves: 1 },
];

/** Alerts of a process that is there without trading; the text of the alert says more. */
const LIVES: Readonly<Record<string, Line>> = {
  executor_frozen: ["executor", "HANGS", "bad"],
  executor_starting: ["executor", "STARTING", "warn"],
};

function lifeLine({ alive, ended, isPast, alerts }: StatusView): Line {
  if (isPast === true) return ["session", "as it stood then, from its journal"];
  if (alive) return ["executor", "ALIVE", "good"];
  if (ended) return ["executor", "session ended"];
  const known = alerts.find(({ code }) => Object.hasOwn(LIVES, code));
  return LIVES[known?.code ?? ""] ?? ["executor", "NOT RUNNING", "bad"];
}

function vetoText({ vetoes: { total, windowMs, last } }: StatusView): string {
  const newest = last === null ? "" : `, last ${cleanText(last.primary)} on ${cleanText(last.symbol)} ${utc(last.at)}`;
  return `${String(total)} in ${age(windowMs)}${newest}`;
}

function mirrorLines({ mirror }: StatusView): readonly Line[] {
  if (mirror === undefined || mirror === null) return [];
  return [["mirror", cleanText(mirror.text), mirror.isFine ? undefined : "warn"]];
}

function linesOf(view: StatusView): readonly Line[] {
  const { openOrders, unknownOrders } = view;
  const unknown = unknownOrders > 0 ? `, ${String(unknownOrders)} unknown` : "";
  const day = `${signedMoney(view.dayPnl)} (${signedPercent(view.dayPnlPct)})`;
  const isUnprotected = view.unprotectedSeconds > 0;
  return [
    lifeLine(view),
    ["trading", cleanText(view.tradingState), stateTone(view.tradingState)],
    ["NAV", `${money(view.nav.value)} (${age(view.nav.ageMs)} old)`],
    ["day", day, gainTone(view.dayPnl)],
    ["drawdown", percent(view.drawdown)],
    ["exposure", `gross ${multiple(view.grossExposure)}, net ${multiple(view.netExposure)} of NAV`],
    ["positions", String(view.positions)],
    ["open orders", `${String(openOrders)}${unknown}`, unknownOrders > 0 ? "bad" : undefined],
    ["unprotected", `${String(view.unprotectedSeconds)} s in this session`, isUnprotected ? "warn" : undefined],
    ["vetoes", vetoText(view)],
    ...mirrorLines(view),
  ];
}

function alertLines({ alerts }: StatusView, paper: Paper): readonly string[] {
  return alerts.flatMap(({ severity, code, message }) => {
    const critical = severity === "critical";
    const lines = wrapText(cleanText(`${code}: ${message}`), paper.width - 3);
    return lines.map((line, index) => {
      const mark = index > 0 ? "   " : critical ? "!! " : "!  ";
      return paper.tint(`${mark}${line}`, critical ? "bad" : "warn");
    });
  });
}

/** A session at a glance. */
export function statusScreen(view: StatusView, paper: Paper): readonly string[] {
  const width = Math.max(...linesOf(view).map(([name]) => name.length));
  const lines = linesOf(view).map(([name, text, tone]) => {
    const cut = cutText(text, paper.width - width - 2);
    const shown = tone === undefined ? cut : paper.tint(cut, tone);
    return `${paper.tint(name.padEnd(width), "dim")}  ${shown}`;
  });
  const venues = view.venues.length === 0 ? [] : ["", ...renderTable({ columns: VENUES, rows: view.venues, ...paper })];
  return [heading(view, "status", paper), ...alertLines(view, paper), ...lines, ...venues];
}

/** One `name: value` a line, nothing that moves or needs a colour: for screen readers and logs. */
export function plainStatus(view: StatusView, paper: Pick<Paper, "wrap">): readonly string[] {
  const head: readonly Line[] = [
    ["mode", cleanText(view.mode)],
    ["at", utc(view.at)],
  ];
  const alerts = view.alerts.map(({ severity, code, message }): Line => [severity, `${code}: ${message}`]);
  return [...head, ...linesOf(view), ...alerts].flatMap(([name, text]) => paper.wrap(`${name}: ${text}`));
}
