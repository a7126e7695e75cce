import { rateWords } from "../../domain/rate-words.js";
import { decimal } from "../../page/figures.js";
import type { Block } from "../../page/page.js";
import type { RandView } from "../rand.js";

type Item = Extract<Block, { readonly kind: "figures" }>["items"][number];

/** The NAV in rand with rate, source and age; without a rate young enough no figure, and the reason. */
export function randItem({ navZar, usdZar, usdtUsd }: RandView): Item {
  const dollar = usdtUsd.source === null || usdZar.rate === null ? "" : `; USDT at ${rateWords(usdtUsd)}`;
  return {
    label: "NAV in rand",
    cell: { text: decimal(navZar === null ? null : Number(navZar), 0) },
    note: usdZar.rate === null ? rateWords(usdZar) : `ZAR at ${rateWords(usdZar)}${dollar}`,
  };
}
