import type { Paper } from "../paper.js";
import { age, measure, money, percent, utc } from "../../core/lib/format.js";
import { type Column, renderTable } from "../table.js";
import { cleanText, cutText } from "../../core/lib/text.js";
import { heading } from "./heading.js";
import { stateTone, usageTone } from "./tones.js";

interface LimitView {
  readonly rule: string;
  readonly scope: string;
  readonly used: number | null;
  readonly limit: number | null;
  readonly unit: string;
  readonly headroom: number | null;
  readonly usage: number | null;
}

interface CooldownView {
  readonly scope: string;
  readonly key: string;
  readonly until: string;
  readonly reason: string;
}

interface RiskView {
  readonly mode: string;
  readonly tradingState: string;
  readonly causes: readonly {
    readonly code: string;
    readonly kind: string;
    readonly since: string;
    readonly clears: string;
  }[];
  readonly nav: {
    readonly value: string | null;
    readonly at: string | null;
    readonly ageMs: number | null;
    readonly fresh: boolean;
  };
  readonly limits: readonly LimitView[];
  readonly cooldowns: readonly CooldownView[];
  readonly vetoes: {
    readonly last: {
      readonly id: string;
      readonly at: string;
      readonly symbol: string;
      readonly primary: string;
    } | null;
    readonly windowMs: number;
    readonly total: number;
    readonly byRule: Readonly<Record<string, number>>;
  };
}

const BAR_WIDTH = 10;

function bar(usage: number | null): string {
  if (usage === null) return "";
  const filled = Math.round(Math.min(1, Math.max(0, usage)) * BAR_WIDTH);
  return "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled);
}

/** A scope is what tells rows apart and is never cut; a symbol and a strategy are known by their names. */
function scopeName(scope: string): string {
  return scope.replace(/^(?:strategy|symbol):/, "");
}

/** Other units show in the figure itself. */
function limitText({ limit, unit }: LimitView): string {
  return unit === "usd" && limit !== null ? `${measure(limit, unit)} USDT` : measure(limit, unit);
}

const LIMITS: readonly Column<LimitView>[] = [
  { title: "rule", cell: ({ rule }) => rule },
  { title: "scope", cell: ({ scope }) => scopeName(scope) },
  { title: "used", align: "decimal", cell: ({ used, unit }) => measure(used, unit) },
  { title: "limit", align: "decimal", cell: limitText },
  // What is left of the limit can be told from the two before it.
  { title: "headroom", align: "decimal", cell: ({ headroom, unit }) => measure(headroom, unit), leaves: 1 },
  { title: "usage", align: "decimal", cell: ({ usage }) => ({ text: percent(usage, 0), tone: usageTone(usage) }) },
  { title: "", cell: ({ usage }) => ({ text: bar(usage), tone: usageTone(usage) ?? "dim" }), leaves: 2 },
];

const COOLDOWNS: readonly Column<CooldownView>[] = [
  { title: "cooldown", cell: ({ key }) => key },
  { title: "scope", cell: ({ scope }) => scope, leaves: 1 },
  { title: "until", cell: ({ until }) => utc(until) },
  { title: "reason", cell: ({ reason }) => reason.replaceAll("_", " "), minWidth: 8 },
];

function stateLines({ tradingState, causes, nav }: RiskView, paper: Paper): readonly string[] {
  const navAge = nav.fresh ? "" : paper.tint(` (${age(nav.ageMs)} old: stale)`, "bad");
  return [
    `trading ${paper.tint(cutText(cleanText(tradingState), 12), stateTone(tradingState))}   NAV ${money(nav.value)}${navAge}`,
    ...causes.flatMap(({ code, kind, since, clears }) =>
      paper.wrap(`- ${kind} ${code} since ${utc(since)}; clears: ${clears}`),
    ),
  ];
}

function vetoLine({ vetoes: { last, windowMs, total, byRule } }: RiskView): string {
  const rules = Object.entries(byRule).map(([rule, times]) => `${rule} × ${String(times)}`);
  const newest = last === null ? "" : `; last ${last.primary} on ${last.symbol} ${utc(last.at)} (${last.id})`;
  return `vetoes in ${age(windowMs)}: ${String(total)}${rules.length > 0 ? ` (${rules.join(", ")})` : ""}${newest}`;
}

/** What can't be known comes first, what is not evaluated at all last. */
function rank({ usage, limit }: LimitView): number {
  return usage ?? (limit === null ? -Infinity : Infinity);
}

/** Limits with the most used one first, cooldowns and vetoes for a person. */
export function riskScreen(view: RiskView, paper: Paper): readonly string[] {
  const byUsage = [...view.limits].sort((a, b) => rank(b) - rank(a));
  const cooldowns =
    view.cooldowns.length === 0 ? [] : ["", ...renderTable({ columns: COOLDOWNS, rows: view.cooldowns, ...paper })];
  return [
    heading({ mode: view.mode, at: view.nav.at ?? "" }, "risk", paper),
    ...stateLines(view, paper),
    "",
    ...renderTable({ columns: LIMITS, rows: byUsage, ...paper }),
    ...cooldowns,
    "",
    ...paper.wrap(vetoLine(view)),
  ];
}
