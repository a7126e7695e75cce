import type { Terminal } from "./terminal.js";
import { cleanText, wrapText } from "../core/lib/text.js";
import { createTint, type Tint } from "./tint.js";

/** What a screen is painted on. */
export interface Paper {
  readonly width: number;
  readonly tint: Tint;
  /** A sentence, cleaned, in lines that fit. */
  readonly wrap: (sentence: string) => readonly string[];
}

export function createPaper({ width, colour }: Pick<Terminal, "width" | "colour">): Paper {
  return { width, tint: createTint(colour), wrap: (sentence) => wrapText(cleanText(sentence), width) };
}
