const ESCAPE = String.fromCharCode(27);
const BELL = String.fromCharCode(7);

/** Escape sequences as a whole (CSI, OSC and the like, two-character ones), so that no parameters stay behind. */
const SEQUENCES = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)?|[ -/]*[0-~])`,
  "g",
);
const OWN_COLOURS = new RegExp(`${ESCAPE}\\[[0-9;]*m`, "g");
const BLANKS = /[\t\n\r\p{Zl}\p{Zp}]+/gu;
/** Control and format characters: cursor moves, direction overrides, zero-width ones, halves of surrogate pairs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** Text from outside as it may be painted: nothing in it can move a cursor, set a title or hide a part. */
export function cleanText(text: string): string {
  return text.replace(SEQUENCES, "").replace(BLANKS, " ").replace(INVISIBLE, "");
}

const ZERO_WIDTH = /\p{Mn}|\p{Me}/u;
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;

/** Columns of one character: 0, 1 or 2. */
export function widthOfCharacter(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns that a text takes on a terminal; our own colours take none. */
export function visibleWidth(text: string): number {
  const plain = text.replace(OWN_COLOURS, "");
  if (/^[ -~]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const character of plain) width += widthOfCharacter(character);
  return width;
}

/** The longest beginning that fits. */
function beginningOf(text: string, width: number): string {
  let kept = "";
  let used = 0;
  for (const character of text) {
    used += widthOfCharacter(character);
    if (used > width) break;
    kept += character;
  }
  return kept;
}

/** Cuts a text (without colours) to a width; the ellipsis shows that something is missing. */
export function cutText(text: string, width: number): string {
  if (visibleWidth(text) <= width) return text;
  return width < 1 ? "" : `${beginningOf(text, width - 1).trimEnd()}…`;
}

const HARD_BLANK = "\u00a0";

/** A command in backticks that fits into a width is one word until `blanksBack`: half of one is of no use to anybody. */
export function boundCommands(text: string, width: number): string {
  return text.replace(/`[^`]*`/g, (command) =>
    visibleWidth(command) <= width ? command.replaceAll(" ", HARD_BLANK) : command,
  );
}

export function blanksBack(text: string): string {
  return text.replaceAll(HARD_BLANK, " ");
}

/** Breaks a text (without colours) into lines, between words where it can, and not within a command in backticks. */
export function wrapText(text: string, width: number): readonly string[] {
  return brokenText(boundCommands(text, width), width).map(blanksBack);
}

function brokenText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (visibleWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (visibleWidth(line) > width) {
      const head = beginningOf(line, width);
      if (head === "") return lines;
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line];
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - visibleWidth(text)));
}

export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - visibleWidth(text))) + text;
}
