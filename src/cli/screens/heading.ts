import type { Paper } from "../paper.js";
import { utc } from "../../core/lib/format.js";
import { cleanText, cutText } from "../../core/lib/text.js";

/** `PAPER  positions  2024-12-31 23:00Z`: which mode, what, and of when. */
export function heading(view: { readonly mode: string; readonly at: string }, what: string, paper: Paper): string {
  const mode = cleanText(view.mode).toUpperCase();
  const rest = cutText(`${what}  ${utc(view.at)}`, Math.max(0, paper.width - mode.length - 2));
  return `${paper.tint(mode, "strong")}  ${paper.tint(rest, "dim")}`;
}
