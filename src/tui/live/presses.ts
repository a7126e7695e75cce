import type { Key } from "ink";

type Named = Pick<
  Key,
  | "upArrow"
  | "downArrow"
  | "leftArrow"
  | "rightArrow"
  | "pageDown"
  | "pageUp"
  | "home"
  | "end"
  | "return"
  | "escape"
  | "ctrl"
  | "shift"
  | "tab"
  | "backspace"
  | "delete"
>;

const NAMES: readonly (readonly [keyof Named, string])[] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageDown", "pagedown"],
  ["pageUp", "pageup"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "escape"],
  ["backspace", "backspace"],
  ["delete", "backspace"],
];

/** Most characters of one reading that are taken for keys. */
const MAX_PRESSES = 16;

/** Ink's input in the words of the key table; a lagging line may bring several keys at once. */
export function pressesOf(input: string, key: Named): readonly string[] {
  if (key.tab) return [key.shift ? "shift-tab" : "tab"];
  const named = NAMES.find(([name]) => key[name]);
  if (named !== undefined) return [named[1]];
  if (key.ctrl) return [`ctrl-${input}`];
  const characters = Array.from(input, (character) => (character === "\r" || character === "\n" ? "enter" : character));
  return characters.length > MAX_PRESSES ? [] : characters;
}
