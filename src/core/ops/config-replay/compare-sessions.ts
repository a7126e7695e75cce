import { compareDec, type Dec, decFromNumber, roundDec, subDec } from "../../lib/decimal.js";
import { isoUtc } from "../../lib/time.js";
import type { Verdict, Verdicts } from "./verdicts.js";

/** What one configuration made of the recorded span. */
export interface RehearsedSession {
  readonly verdicts: Verdicts;
  readonly cycles: number;
  readonly ordersSent: number;
  readonly fills: number;
  readonly navStart: Dec;
  readonly navEnd: Dec;
}

interface Counts {
  readonly before: number;
  readonly after: number;
}

/** `gone` was there only before, `new` is there only after. */
interface Moves extends Counts {
  readonly gone: number;
  readonly new: number;
}

interface Outcome {
  readonly verdict: "approved" | "vetoed";
  readonly qty: Dec;
  readonly notional: Dec;
  readonly rules: readonly string[];
}

export interface DecisionChange {
  readonly at: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly side: string;
  readonly purpose: string;
  /** Null where there was no such intent: the books or the signals had parted before. */
  readonly before: Outcome | null;
  readonly after: Outcome | null;
}

/** The part `replay` of `hedge audit config --replay --json`. */
export interface ReplayDifference {
  /** What the audited configuration was compared with, in words. */
  readonly baseline: string;
  readonly from: string;
  readonly to: string;
  readonly cycles: Counts;
  readonly vetoes: Moves & { readonly byRule: Readonly<Record<string, Moves>> };
  /** `resized`: approved under both, with another quantity. */
  readonly approved: Moves & { readonly resized: number };
  readonly ordersSent: Counts;
  readonly fills: Counts;
  readonly nav: { readonly start: Dec; readonly before: Dec; readonly after: Dec; readonly difference: Dec };
  /** From here on the books differ as well, so later changes may be its consequences. */
  readonly firstDifference: DecisionChange | null;
  /** The first of them; `changesTotal` counts all. */
  readonly changes: readonly DecisionChange[];
  readonly changesTotal: number;
}

/** A document is read by people and by scripts; thousands of rows help neither. */
const MOST_CHANGES = 200;

/** What two configurations decided over the same span, intent by intent. */
export function compareSessions(
  before: RehearsedSession,
  after: RehearsedSession,
  span: { readonly baseline: string; readonly fromMs: number; readonly toMs: number },
): ReplayDifference {
  const changes = changesBetween(before.verdicts, after.verdicts);
  return {
    baseline: span.baseline,
    from: isoUtc(span.fromMs),
    to: isoUtc(span.toMs),
    cycles: { before: before.cycles, after: after.cycles },
    vetoes: vetoMoves(before.verdicts, after.verdicts),
    approved: {
      ...moves(approvedKeys(before.verdicts), approvedKeys(after.verdicts)),
      resized: changes.filter((change) => isResized(change)).length,
    },
    ordersSent: { before: before.ordersSent, after: after.ordersSent },
    fills: { before: before.fills, after: after.fills },
    nav: {
      start: after.navStart,
      before: before.navEnd,
      after: after.navEnd,
      difference: subDec(after.navEnd, before.navEnd),
    },
    firstDifference: changes[0] ?? null,
    changes: changes.slice(0, MOST_CHANGES),
    changesTotal: changes.length,
  };
}

function changesBetween(before: Verdicts, after: Verdicts): readonly DecisionChange[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const found = keys.flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    const known = was ?? is;
    return known === undefined || sameVerdict(was, is) ? [] : [{ key, known, was, is }];
  });
  // Keys begin with the instant; within one the order is that of the alphabet, whichever session came first.
  found.sort((a, b) => a.known.atMs - b.known.atMs || (a.key < b.key ? -1 : 1));
  return found.map(({ known: { atMs, strategy, symbol, side, purpose }, was, is }) => ({
    at: isoUtc(atMs),
    strategy,
    symbol,
    side,
    purpose,
    before: outcome(was),
    after: outcome(is),
  }));
}

function sameVerdict(was: Verdict | undefined, is: Verdict | undefined): boolean {
  if (was === undefined || is === undefined || was.verdict !== is.verdict) return false;
  // What a veto would have sized to is no result; the rules behind it are.
  if (was.verdict === "vetoed") return was.rules.join() === is.rules.join();
  return compareDec(was.qty, is.qty) === 0;
}

function outcome(verdict: Verdict | undefined): Outcome | null {
  if (verdict === undefined) return null;
  const notional = roundDec(decFromNumber(verdict.notionalUsd), 8, "half-even");
  return { verdict: verdict.verdict, qty: verdict.qty, notional, rules: verdict.rules };
}

function isResized({ before, after }: DecisionChange): boolean {
  return before?.verdict === "approved" && after?.verdict === "approved";
}

function approvedKeys(verdicts: Verdicts): ReadonlySet<string> {
  return keysWhere(verdicts, ({ verdict }) => verdict === "approved");
}

function vetoMoves(before: Verdicts, after: Verdicts): ReplayDifference["vetoes"] {
  const vetoed = ({ verdict }: Verdict): boolean => verdict === "vetoed";
  const rules = [...new Set([...before.values(), ...after.values()].flatMap((verdict) => verdict.rules))].sort();
  const byRule = rules.map((rule) => {
    const named = (verdict: Verdict): boolean => verdict.rules.includes(rule);
    return [rule, moves(keysWhere(before, named), keysWhere(after, named))] as const;
  });
  return { ...moves(keysWhere(before, vetoed), keysWhere(after, vetoed)), byRule: Object.fromEntries(byRule) };
}

function keysWhere(verdicts: Verdicts, holds: (verdict: Verdict) => boolean): ReadonlySet<string> {
  return new Set([...verdicts].filter(([, verdict]) => holds(verdict)).map(([key]) => key));
}

function moves(before: ReadonlySet<string>, after: ReadonlySet<string>): Moves {
  const gone = [...before].filter((key) => !after.has(key)).length;
  return { before: before.size, after: after.size, gone, new: after.size - (before.size - gone) };
}
