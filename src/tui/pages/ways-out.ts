import type { VetoItem } from "../model/lists.js";

const CLOSE_ONE = ["wait: it passes when a position closes", "close what uses the limit up [2]"] as const;
const STATE = ["what holds trading back, and what ends it, stands on page 5 [5]"] as const;
const SMALLER = ["a smaller order passes: less of the strategy's share of NAV"] as const;

/** What helps against a veto of each rule (docs/RISK.md, "what clears it"), the least that has to be done first. */
const HELP: Readonly<Record<string, readonly string[]>> = {
  R01: STATE,
  R02: ["wait: it passes with the next NAV; ages are on page 9 [9]"],
  R03: STATE,
  R04: SMALLER,
  R05: CLOSE_ONE,
  R06: ["a larger order passes: more of the strategy's share of NAV"],
  R07: SMALLER,
  R08: ["wait: it passes when the position in the symbol shrinks", "close a part of it [2]"],
  R09: CLOSE_ONE,
  R10: ["wait: a new day begins at midnight [5]"],
  R11: STATE,
  R12: ["wait: only time ends a cooldown; until when: page 5 [5]"],
  R13: ["wait: it passes when a position closes", "close one [2]"],
  R14: ["wait: it passes when the entries before are an hour old"],
  R15: ["wait: it passes when the strategy closes a position", "close one of the strategy's [2]"],
  R16: ["wait: it passes when prices are fresh and the market is calm"],
  R17: ["nothing here helps: the setting, the venue or the peg keeps the symbol out"],
  R18: ["wait: it passes when the venue answers again [6]"],
  R19: ["a smaller order or a nearer stop passes"],
  R20: CLOSE_ONE,
  R21: ["give every position a stop that works; which lacks one: page 2 [2]"],
  GROUP: ["its other leg was refused: that veto says what helps"],
};

const OTHERS = ["wait: it passes when the measured figure is within the limit"] as const;

/** Ways out of a veto, numbered, the least invasive first; nothing of it is ever done by a screen. */
export function waysOut({ id }: Pick<VetoItem, "id">, rule: string): readonly string[] {
  const command = `hedge risk explain ${id}`;
  return [
    ...(HELP[rule] ?? OTHERS),
    `\`${command}\` names the smallest change of a setting that helps, or why none does`,
  ].map((way, index) => `${String(index + 1)} ${way}`);
}
