import { age, money, signedMoney, signedPercent, utc } from "../../core/lib/format.js";
import { present } from "../../core/lib/invariant.js";
import type { Attention, Block } from "../../core/readmodel/session/attention.js";
import { drawdownLimit } from "./risk-falls.js";
import type { SessionView } from "../../core/readmodel/session/session-view.js";
import type { Span } from "../paint/pane.js";
import type { Theme } from "../paint/theme.js";
import { isVoid, type Pulse } from "./liveness.js";
import { pageKey } from "./pages.js";

/** From this share of the daily loss on a person is needed. */
const NEAR = 0.7;

/** What a figure in doubt does not keep: how good or bad it is. */
const MARK = / *[!~▲▼^v]? *$/u;

/** One of the answers of row 1, in a column of its own. */
export interface Answer {
  readonly width: number;
  readonly span: Span;
}

/** Row 1 as one width has it. */
export interface AnswerRow {
  readonly answers: readonly Answer[];
  /** Between the name of the mode and the first answer. */
  readonly gap: number;
  /** Whether a blank stands after each line between two of them. */
  readonly padded: boolean;
}

/** Its largest unit is enough for a column of fourteen: `35m`, `4h`. */
const roughAge = (ageMs: number): string => age(ageMs).split(" ")[0] ?? "";

export function lifeSpan({ liveness, ageMs, startingMs = 0 }: Pulse, at: string): Span {
  switch (liveness) {
    case "past":
      return { text: `AT ${utc(at)}`, tone: "strong" };
    case "ended":
      return { text: "ENDED", tone: "dim" };
    case "none":
      return { text: ageMs === null ? "NO DATA" : `NO DATA ${roughAge(ageMs)}`, tone: "void" };
    case "starting":
      return { text: `STARTING ${roughAge(startingMs)}`, tone: "void" };
    case "stale":
      return { text: `STALE ${ageMs === null ? "n/a" : roughAge(ageMs)}`, tone: "dim" };
    case "alive":
      // Tenths below two seconds: whole milliseconds would make every paint another one.
      return { text: `ALIVE ${((ageMs ?? 0) / 1_000).toFixed(1)}s`, tone: "plain" };
  }
}

function dayAnswer({ status, risk }: SessionView, theme: Theme, wide: boolean): Span {
  const share = status.dayPnlPct;
  if (share === null) return { text: "DAY n/a", tone: "dim" };
  const limit = risk.limits.find(({ rule }) => rule === "R10")?.limit ?? null;
  const isNear = limit !== null && -share > NEAR * limit;
  const figure = signedPercent(share);
  const moved = /[1-9]/.test(figure);
  const sign = !moved ? " " : share > 0 ? theme.signs.up : theme.signs.down;
  const cash = wide ? ` ${signedMoney(status.dayPnl, 0)}` : "";
  const text = `${isNear ? "! " : ""}DAY ${figure}${cash} ${sign}`;
  return { text, tone: isNear ? "bad" : !moved ? "plain" : share > 0 ? "up" : "down" };
}

/** What R11 measures, beside its limit: a peak that was rebased counts for both. */
function drawdownAnswer({ status, risk }: SessionView): Span {
  const { used: measured, limit } = drawdownLimit({ risk });
  const fall = measured ?? status.drawdown;
  if (fall === null) return { text: "DD n/a", tone: "dim" };
  const used = `-${(fall * 100).toFixed(1)}`.replace("-0.0", "0.0");
  const isNear = limit !== null && fall > NEAR * limit;
  const text = limit === null ? `DD ${used}%` : `DD ${used}/-${(limit * 100).toFixed(0)}%`;
  return { text: isNear ? `! ${text}` : text, tone: isNear ? "bad" : "plain" };
}

function blockAnswer(blocks: readonly Block[]): Span {
  const hard = blocks.some(({ kind }) => kind !== "cooldown");
  const mark = blocks.length === 0 ? "" : hard ? " !" : " ~";
  return { text: `BLOCK ${String(blocks.length)}${mark}`, tone: hard ? "bad" : blocks.length > 0 ? "warn" : "plain" };
}

function venueAnswer({ status: { venues, mode } }: SessionView): Span {
  if (venues.length === 0) return { text: mode === "paper" ? "VENUE sim" : "VENUE none", tone: "dim" };
  const up = venues.filter(({ state }) => state === "ok").length;
  const broken = venues.some(({ state }) => state === "down" || state === "refused");
  const mark = up === venues.length ? "" : broken ? " !" : " ~";
  const tone = up === venues.length ? "plain" : broken ? "bad" : "warn";
  return { text: `VENUE ${String(up)}/${String(venues.length)}${mark}`, tone };
}

/** What row 1 answers from. */
export interface Asked {
  readonly view: SessionView;
  readonly pulse: Pulse;
  /** Since somebody stopped the screen; null while it follows. */
  readonly frozenMs: number | null;
}

/** A stopped screen says so where it would say that the executor lives: it can't know. */
function firstSpan({ view, pulse, frozenMs }: Asked): Span {
  return frozenMs === null ? lifeSpan(pulse, view.at) : { text: `FROZEN ${roughAge(frozenMs)}`, tone: "void" };
}

/** How row 1 makes room, the widest first: blanks go before words, and words before figures. */
interface Tightness {
  /** Least columns of life, day, drawdown, blocks and venues; a longer text has its own. */
  readonly least: readonly [number, number, number, number, number];
  readonly gap: number;
  readonly padded: boolean;
  readonly shorten: (text: string) => string;
}

const whole = (text: string): string => text;
const withoutWords = (text: string): string =>
  text
    .trimEnd()
    .replace(/^(! )?(?:DAY|DD) (?=[-+\d])/, (_all, mark?: string) => (mark === undefined ? "" : "!"))
    .replace(/^BLOCK /, "BLK ")
    .replace(/^VENUE /, "VEN ");
const withoutBlanks = (text: string): string =>
  withoutWords(text)
    .replace(/^BLK /, "B")
    .replace(/^VEN /, "V")
    .replace(/ (?=[!~▲▼^v]$)/u, "");

const TIGHTNESSES: readonly Tightness[] = [
  { least: [14, 15, 14, 9, 11], gap: 2, padded: true, shorten: whole },
  { least: [14, 15, 14, 9, 11], gap: 2, padded: false, shorten: whole },
  { least: [14, 12, 12, 9, 9], gap: 2, padded: false, shorten: whole },
  { least: [12, 8, 9, 7, 9], gap: 2, padded: false, shorten: withoutWords },
  { least: [10, 7, 9, 3, 5], gap: 1, padded: false, shorten: withoutBlanks },
];

/** Columns that a row takes with the name of its mode and the sign that alternates. */
export function rowWidth({ answers: shown, gap, padded }: AnswerRow, mode: string): number {
  return shown.reduce((sum, { width }) => sum + width, mode.length + gap + (shown.length - 1) * (padded ? 2 : 1) + 2);
}

/** Row 1: five answers in columns that never move, in as few words as the width asks for. */
export function answers(asked: Asked, theme: Theme, { width, mode }: { width: number; mode: string }): AnswerRow {
  const { view, pulse } = asked;
  const wide = width >= 120;
  const doubtful = (span: Span): Span =>
    isVoid(pulse) ? { text: `${span.text.replace(MARK, "")}?`, tone: "dim" } : span;
  const nav: Answer = { width: 20, span: doubtful({ text: `NAV ${money(view.status.nav.value, 0)}` }) };
  const spans = [
    firstSpan(asked),
    doubtful(dayAnswer(view, theme, wide)),
    doubtful(drawdownAnswer(view)),
    doubtful(blockAnswer(view.blocks)),
    doubtful(venueAnswer(view)),
  ];
  const rows = TIGHTNESSES.map(({ least, gap, padded, shorten }): AnswerRow => {
    const columns = spans.map(({ text, tone }, index): Answer => {
      const short = index === 0 ? text : shorten(text);
      const usual = wide && index === 1 ? WIDE_DAY : (least[index] ?? 0);
      return { width: Math.max(usual, short.length), span: { text: short, tone } };
    });
    return { answers: wide ? [...columns.slice(0, 1), nav, ...columns.slice(1)] : columns, gap, padded };
  });
  const fitting = rows.find((row) => rowWidth(row, mode) <= width);
  return present(fitting ?? rows.at(-1), "row 1 in its fewest words");
}

/** Of a day's result with its money. */
const WIDE_DAY = 25;

/** The single worst thing, as a sentence with the page that explains it. */
export function worst(view: SessionView, pulse: Pulse): Attention {
  const starting = view.attention.find(({ code }) => code === "executor_starting");
  const isCalm = !view.attention.some(({ severity }) => severity === "critical");
  if (isCalm && starting !== undefined) return starting;
  if (isVoid(pulse) && isCalm) {
    const message = `the last sign of life is ${age(pulse.ageMs)} old; what stands here is from before`;
    return { severity: "critical", code: "no_data", message, topic: "health" };
  }
  const [first] = view.attention;
  if (first !== undefined) return first;
  const [block] = view.blocks;
  if (block !== undefined) {
    const message = `${block.scope} held back: ${block.why}; ends: ${block.until}`;
    return { severity: "notice", code: "block", message, topic: "risk" };
  }
  const { tradingState, openOrders, positions } = view.status;
  const message = `nothing needs you: trading ${tradingState}, ${String(positions)} positions, ${String(openOrders)} open orders`;
  return { severity: "notice", code: "fine", message, topic: "overview" };
}

export function worstSpan({ severity, code, message, topic }: Attention): Span {
  const mark = severity === "critical" ? "! " : severity === "warning" ? "~ " : "  ";
  const tone = severity === "critical" ? "bad" : severity === "warning" ? "warn" : "dim";
  return { text: `${mark}${message}${code === "fine" ? "" : ` [${pageKey(topic)}]`}`, tone };
}
