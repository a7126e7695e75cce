import { rateWords } from "../../domain/rate-words.js";
import { decimal } from "../../page/figures.js";
import type { Block } from "../../page/page.js";
import type { RandView } from "../rand.js";

type Item = Extract<Block, { readonly kind: "figures" }>["items"][number];

/** The NAV in rand; no figure without a rate young enough. */
export function randItem({ navZar }: RandView): Item {
  return { label: "NAV in rand", cell: { text: decimal(navZar === null ? null : Number(navZar), 0) }, note: "ZAR" };
}

/** By which rates, of whom and how old; without one the reason. A line of its own: no tile is as wide. */
export function randLine({ usdZar, usdtUsd }: RandView): Block & { readonly kind: "text" } {
  const dollar = usdtUsd.source === null || usdZar.rate === null ? "" : `; USD a USDT: ${rateWords(usdtUsd)}`;
  return { kind: "text", text: `ZAR a USD: ${rateWords(usdZar)}${dollar}.` };
}
