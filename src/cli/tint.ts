/** What a colour says; it is never the only carrier of it. */
export type Tone = "good" | "bad" | "warn" | "dim" | "strong" | "title";

/** Paints a text, or leaves it as it is where colours are not allowed. */
export type Tint = (text: string, tone: Tone) => string;

// From the 16 colours of the user's own theme; cyan and red can be told apart by colour-blind people.
const CODES: Readonly<Record<Tone, readonly [number, number]>> = {
  good: [36, 39],
  bad: [31, 39],
  warn: [33, 39],
  dim: [2, 22],
  strong: [1, 22],
  title: [1, 22],
};

export function createTint(colour: boolean): Tint {
  if (!colour) return (text) => text;
  const escape = String.fromCharCode(27);
  return (text, tone) => {
    const [on, off] = CODES[tone];
    return text === "" ? "" : `${escape}[${String(on)}m${text}${escape}[${String(off)}m`;
  };
}
