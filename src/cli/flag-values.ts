import * as Flags from "@oclif/core/flags";
import { MODES, type Mode } from "../core/domain/mode.js";
import { parseUtc } from "../core/lib/time.js";
import { CommandFailure } from "./failure.js";

function bad(name: string, value: string, wanted: string): CommandFailure {
  return new CommandFailure({
    code: "invalid_value",
    message: `--${name} ${value}: ${wanted}`,
    path: `--${name}`,
    value,
  });
}

/** A flag that takes a UTC date or instant; epoch milliseconds out. */
export const instant = Flags.custom<number>({
  helpValue: "TIME",
  parse: async (text, _context, options) => {
    const epochMs = parseUtc(text);
    if (epochMs === null) throw bad(options.name, text, "no date such as 2024-01-31 or 2024-01-31T08:00Z");
    return epochMs;
  },
});

/** An instant at which the books are read, as it was typed: the session says whether it is one of its own. */
export const pastInstant = Flags.string({
  description: "the books as they stood at an instant, from the journal",
  helpValue: "T",
});

interface Positive {
  [key: string]: unknown;
  /** Words that stand for "no limit". */
  readonly words: readonly string[];
}

/** A flag that takes a number above 0, or a word that means none; null for the word. */
export const positive = Flags.custom<number | null, Positive>({
  helpValue: "N",
  parse: async (text, _context, options) => {
    if (options.words.includes(text)) return null;
    const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    const usable = value > 0 && Number.isFinite(value);
    if (!usable) throw bad(options.name, text, `a number above 0, or ${options.words.join(", ")}`);
    return value;
  },
});

/** A flag that takes a mode of the executor. */
export const mode = Flags.custom<Mode>({ helpValue: MODES.join("|"), options: [...MODES] });
