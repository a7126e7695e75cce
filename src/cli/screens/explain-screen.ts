import { money, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { cleanText, padEnd, wrapText } from "../../core/lib/text.js";
import type { Tone } from "../tint.js";
import { sentenceOf } from "./explain-sentences.js";
import type { ChainStep, ExplainView } from "./explain-view.js";
import { heading } from "./heading.js";
import { ruleLines } from "./whatif-screen.js";

const TIME_WIDTH = 21;
const NAME_WIDTH = 10;

/** What a link is called where its code would not be understood. */
export const NAMES: Readonly<Partial<Record<ChainStep["step"], string>>> = {
  exit_order: "exit",
  still_open: "open",
  stop_moved: "trail",
  given_up: "given up",
  cancel_requested: "cancel",
};

export const TONES: Readonly<Partial<Record<ChainStep["step"], Tone>>> = {
  veto: "bad",
  rejected: "bad",
  unknown: "bad",
  liquidation: "bad",
  approval: "good",
  fill: "strong",
  position: "strong",
  closed: "strong",
};

/** What a reader of the story would skip: each is in the document. */
const QUIET: readonly ChainStep["step"][] = [
  "submitted",
  "acknowledged",
  "cancel_requested",
  "cancel_rejected",
  "modify_requested",
  "modify_rejected",
  // Told below, as the command that repeats it.
  "trial",
];

/** A line for each link; the time only where it changes. */
function chainLines(chain: readonly ChainStep[], { width, tint }: Paper): readonly string[] {
  const margin = TIME_WIDTH + NAME_WIDTH;
  let shownAt = "";
  return chain
    .filter(({ step }) => !QUIET.includes(step))
    .flatMap((link) => {
      const at = utc(link.at);
      const time = padEnd(at === shownAt ? "" : at, TIME_WIDTH);
      shownAt = at;
      const name = padEnd(NAMES[link.step] ?? link.step, NAME_WIDTH);
      const tone = TONES[link.step];
      return wrapText(cleanText(sentenceOf(link)), Math.max(20, width - margin)).map((line, index) =>
        index === 0
          ? `${tint(time, "dim")}${tone === undefined ? name : tint(name, tone)}${line}`
          : `${" ".repeat(margin)}${line}`,
      );
    });
}

export function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function changeLines(view: ExplainView, paper: Paper): readonly string[] {
  const { smallestChange, reason } = view;
  if (smallestChange.length === 0)
    return reason === undefined ? [] : ["", ...paper.wrap(reason), ...tryItLines(view, paper)];
  const which = smallestChange.length === 1 ? "This change alone" : "Any one of these changes";
  const title = `${which} would have let ${passingOrder(view)} pass:`;
  return [
    "",
    ...paper.wrap(title),
    ...smallestChange.flatMap(({ path, from, to }) => {
      const line = `${path} from ${shown(from)} to ${shown(to)}`;
      return wrapText(cleanText(line), paper.width - 2).map((part) => `  ${paper.tint(part, "good")}`);
    }),
    ...tryItLines(view, paper),
  ];
}

/** The refused order itself, or what an intent without a legal quantity could have been. */
export function passingOrder({ chain }: ExplainView): string {
  const intent = chain.find((link) => link.step === "intent");
  const trial = chain.find((link) => link.step === "trial");
  if (trial === undefined || intent === undefined) return "exactly this order";
  const usd = money(trial.data.notional);
  if (intent.data.left === undefined) {
    return trial.data.qty === intent.data.qty ? "exactly this order" : `an order of ${usd} USDT`;
  }
  const { clamps, left } = intent.data;
  const wanted = clamps[0] === undefined ? "" : `${money(clamps[0].before)} were wanted, `;
  const least = trial.data.qty === intent.data.qty ? "the smallest legal order" : "a smaller order";
  return `${least}, ${usd} USDT (${wanted}${money(left)} were left),`;
}

/** The command that tries the order again with the change, on the books that its decision met. */
function tryItLines({ chain }: ExplainView, paper: Paper): readonly string[] {
  const trial = chain.find((link) => link.step === "trial");
  if (trial === undefined) return [];
  const { symbol, strategy, side, notional, set } = trial.data;
  const at = `--at ${trial.at} --symbol ${symbol} --side ${side} --strategy ${strategy} --notional ${notional}`;
  const settings = set.map((assignment) => ` --set '${assignment}'`).join("");
  return wrapText(cleanText(`try it: hedge risk whatif ${at}${settings}`), paper.width).map((line) =>
    paper.tint(line, "dim"),
  );
}

/** The whole story of an id for a person. */
export function explainScreen(view: ExplainView, paper: Paper): readonly string[] {
  const at = view.chain.find(({ step }) => step !== "bar")?.at ?? "";
  return [
    heading({ mode: view.mode, at }, `${view.kind} ${view.id}`, paper),
    ...chainLines(view.chain, paper),
    ...(view.vetoes.length === 0 ? [] : ["", "Refused because", ...ruleLines(view.vetoes, paper)]),
    ...(view.vetoes.length === 0 ? [] : changeLines(view, paper)),
  ];
}
