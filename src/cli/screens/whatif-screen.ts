import { money, multiple, percent, price, quantity } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { cleanText, padEnd, visibleWidth, wrapText } from "../../core/lib/text.js";
import { heading } from "./heading.js";

interface VetoView {
  readonly rule: string;
  readonly message: string;
}

export interface WhatIfView {
  readonly document: {
    readonly mode: string;
    readonly approved: boolean;
    readonly vetoes: readonly VetoView[];
    readonly sized: { readonly qty: string; readonly notional: string; readonly leverage: number };
    readonly clamps: readonly { readonly rule: string; readonly before: string; readonly after: string }[];
    readonly largestApproved: { readonly qty: string; readonly notional: string } | null;
  };
  readonly at: string;
  readonly order: {
    readonly symbol: string;
    readonly side: string;
    readonly strategy: string;
    readonly price: string;
    readonly asked: string;
    readonly nav: string | null;
    readonly stopDistance: number | null;
  };
}

/** Rules with their sentences, continuation lines below the sentence. */
export function ruleLines(vetoes: readonly VetoView[], { width, tint }: Paper): readonly string[] {
  const margin = 2 + Math.max(0, ...vetoes.map(({ rule }) => visibleWidth(cleanText(rule)))) + 2;
  return vetoes.flatMap(({ rule, message }) =>
    wrapText(cleanText(message), Math.max(20, width - margin)).map((line, index) => {
      const head = index === 0 ? `  ${tint(padEnd(cleanText(rule), margin - 4), "warn")}  ` : " ".repeat(margin);
      return `${head}${line}`;
    }),
  );
}

function orderSentence({ document: { sized }, order }: WhatIfView): string {
  const verb = order.side === "buy" ? "Buying" : "Selling";
  const stop =
    order.stopDistance === null
      ? "where its stop would be is not known yet"
      : `its stop ${price(order.stopDistance.toFixed(8))} USDT ${order.side === "buy" ? "below" : "above"} that price`;
  return `${verb} ${quantity(sized.qty)} ${order.symbol} at ${price(order.price)} for ${order.strategy}: ${money(sized.notional)} USDT, ${percent(sized.leverage)} of the account's NAV of ${money(order.nav)}; ${stop}.`;
}

function flooredSentence({ document: { sized }, order }: WhatIfView): readonly string[] {
  if (Number(sized.qty) === 0)
    return [`${money(order.asked)} USDT is less than the smallest quantity the venue takes.`];
  return Number(sized.notional) === Number(order.asked)
    ? []
    : [
        `You asked for ${money(order.asked)} USDT; the venue takes whole steps of quantity, and this is the nearest below.`,
      ];
}

function verdictLines({ approved, vetoes }: WhatIfView["document"], paper: Paper): readonly string[] {
  if (approved) return [paper.tint("APPROVED: every risk rule would let it pass. Nothing was sent.", "good")];
  const rules = new Set(vetoes.map(({ rule }) => rule)).size;
  const count = rules === 1 ? "1 rule" : `${String(rules)} rules`;
  return [paper.tint(`REFUSED: ${count} would stop it. Nothing was sent.`, "bad"), ...ruleLines(vetoes, paper)];
}

function adviceSentence({ clamps }: WhatIfView["document"]): readonly string[] {
  const last = clamps.at(-1);
  if (last === undefined) return [];
  const steps = clamps.map(({ rule, after }) => `${rule.replaceAll("_", " ")} leaves ${money(after)} USDT`);
  return [`The strategy itself would order less, as its orders are sized: ${steps.join(", ")}.`];
}

function largestSentence(
  { largestApproved: largest }: WhatIfView["document"],
  { symbol, nav }: WhatIfView["order"],
): string {
  if (largest === null) return "No quantity of it would pass: not a smaller one either.";
  const share = nav === null ? "" : `, ${multiple(Number(largest.notional) / Number(nav), 3)} NAV`;
  return `The largest quantity that every rule lets pass: ${quantity(largest.qty)} ${symbol}, ${money(largest.notional)} USDT${share}.`;
}

/** The verdict on an order nobody sent. */
export function whatIfScreen(view: WhatIfView, paper: Paper): readonly string[] {
  const { document, order, at } = view;
  return [
    heading({ mode: document.mode, at }, "what if", paper),
    ...paper.wrap(orderSentence(view)),
    ...flooredSentence(view).flatMap((line) => paper.wrap(line)),
    ...verdictLines(document, paper),
    ...adviceSentence(document).flatMap((line) => paper.wrap(line)),
    ...paper.wrap(largestSentence(document, order)),
  ];
}
