import { age, money, quantity, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { stateTone } from "./tones.js";

interface AfterView {
  readonly mode: string;
  readonly tradingState: string;
  readonly causes: readonly { readonly code: string; readonly clears: string }[];
  readonly haltedStrategies: readonly string[];
  readonly seq: number | null;
  readonly already: boolean;
  readonly executor: "running" | "none" | "killed";
}

export interface HaltView extends AfterView {
  readonly strategy: string | null;
  readonly since: string | null;
  readonly positions: number;
}

export interface ResumeView extends AfterView {
  readonly cleared: readonly string[];
}

export interface ArmView extends AfterView {
  readonly until: string;
  readonly maxNotional: string;
}

interface PositionView {
  readonly symbol: string;
  readonly side: string;
  readonly qty: string;
}

export interface FlattenView extends Pick<AfterView, "mode" | "tradingState" | "executor"> {
  readonly symbol: string | null;
  readonly flat: boolean;
  readonly held: readonly PositionView[];
  readonly closed: readonly (PositionView & { readonly foreign: boolean })[];
  readonly remaining: readonly PositionView[];
  readonly notes: readonly string[];
  readonly unknown: readonly string[];
  readonly killedPid: number | null;
  readonly sessionEnded: boolean;
  readonly elapsedMs: number;
  readonly marketMs: number;
}

const positionsText = (count: number): string => (count === 1 ? "1 position" : `${String(count)} positions`);

/** The state in its colour, then what it means. */
function sentence(tradingState: string, text: string, paper: Paper): readonly string[] {
  const [first = "", ...rest] = paper.wrap(`${tradingState}: ${text}`);
  return [first.replace(tradingState, paper.tint(tradingState, stateTone(tradingState))), ...rest];
}

function bookkeeping({ seq, executor }: Pick<AfterView, "seq" | "executor">, paper: Paper): readonly string[] {
  const who = executor === "running" ? "the executor runs on" : "no executor runs; the next one starts with this";
  const text = seq === null ? who : `journal line ${String(seq)}; ${who}`;
  return paper.wrap(text).map((line) => paper.tint(line, "dim"));
}

export function haltScreen(view: HaltView, paper: Paper): readonly string[] {
  const { mode, tradingState, strategy, already, since, positions } = view;
  const kept = positions === 0 ? "nothing is held" : `${positionsText(positions)} with stops that stay`;
  const sinceText = since === null ? "" : ` since ${utc(since)}`;
  const what =
    strategy === null
      ? already
        ? `${mode} is halted${sinceText}; nothing changed; ${kept}`
        : `${mode} opens nothing until \`hedge resume\`; ${kept}`
      : `${strategy} opens nothing until \`hedge resume\`${already ? ", as before" : ""}; the others go on`;
  return [...sentence(tradingState, what, paper), ...bookkeeping(view, paper)];
}

export function resumeScreen(view: ResumeView, paper: Paper): readonly string[] {
  const { mode, tradingState, cleared, causes } = view;
  const left = causes.map(({ code, clears }) => `; ${code} still limits it and clears by: ${clears}`).join("");
  const what = view.already ? `nothing was halted in ${mode}` : `cleared ${cleared.join(", ")}`;
  return [...sentence(tradingState, `${what}${left}`, paper), ...bookkeeping(view, paper)];
}

export function armScreen(view: ArmView, paper: Paper): readonly string[] {
  const { mode, until, maxNotional, tradingState } = view;
  const what = `${mode} may hold up to ${money(maxNotional)} USDT until ${utc(until)}, with this configuration only`;
  return [...sentence(tradingState, what, paper), ...bookkeeping(view, paper)];
}

export function disarmScreen(view: AfterView, paper: Paper): readonly string[] {
  const { mode, tradingState, already } = view;
  const what = already
    ? `${mode} had no lease; nothing changed`
    : `${mode} opens nothing without a new lease; stops stay`;
  return [...sentence(tradingState, what, paper), ...bookkeeping(view, paper)];
}

export function flattenScreen(view: FlattenView, paper: Paper): readonly string[] {
  const { tradingState, held, closed, killedPid } = view;
  const notes = view.notes.flatMap((line) => paper.wrap(`Note: ${line}.`)).map((line) => paper.tint(line, "warn"));
  const ended = killedPid === null ? [] : paper.wrap(`Process ${String(killedPid)} did not answer and was ended.`);
  if (view.sessionEnded) {
    const left = held.length === 0 ? "" : ` Its books end with ${listed(view.remaining)}.`;
    return paper.wrap(`The session has ended: nothing is held at a venue.${left}`);
  }
  const market = view.marketMs > 0 ? `, ${age(view.marketMs)} of market time` : "";
  if (!view.flat) {
    const unknown = view.unknown.flatMap((line) => paper.wrap(`Not known: ${line}.`));
    const open = [...unknown.map((line) => paper.tint(line, "warn")), ...notes];
    return [...ended, ...sentence(tradingState, notFlat(view), paper), ...open];
  }
  const scope = view.symbol ?? view.mode;
  const what =
    closed.length === 0
      ? `nothing was held in ${scope}`
      : `${scope} is flat: closed ${listed(closed)} in ${age(view.elapsedMs)}${market}`;
  return [...ended, ...sentence(tradingState, `${what}; nothing is opened until \`hedge resume\``, paper), ...notes];
}

function notFlat({ remaining, unknown, executor, elapsedMs }: FlattenView): string {
  const after = `after ${age(elapsedMs)}`;
  const goesOn =
    executor === "running" ? "the executor goes on closing" : "say it again, or start the executor: it goes on closing";
  if (remaining.length > 0) return `NOT FLAT ${after}: ${listed(remaining)} left; ${goesOn}`;
  if (unknown.length > 0) return `NOT KNOWN TO BE FLAT ${after}; ${goesOn}`;
  return `NOT SAFE ${after}: nothing is held, but an order that is not ours can open a position`;
}

function listed(positions: readonly PositionView[]): string {
  return positions.map(({ side, qty, symbol }) => `${side} ${quantity(qty)} ${symbol}`).join(", ");
}
