const DIGIT_RUN = /\d{16}/;

/**
 * Puts quotes round every integer of 16 and more digits that stands outside a string, so that ids beyond 2^53 keep their
 * digits. One pass, whatever the text: an unfinished string ends at the end. ccxt's own pattern needs a comma behind
 * the number (ccxt 4.5.84, `onJsonResponse`).
 */
export function quoteBigIntegers(json: string): string {
  if (!DIGIT_RUN.test(json)) return json;
  const parts: string[] = [];
  let copiedTo = 0;
  let at = 0;
  while (at < json.length) {
    const char = json.charCodeAt(at);
    if (char === QUOTE) {
      at = endOfString(json, at);
      continue;
    }
    if (!isNumberStart(char)) {
      at += 1;
      continue;
    }
    const end = endOfNumber(json, at);
    const token = json.slice(at, end);
    if (token.length >= 16 && /^-?\d{16,}$/.test(token)) {
      parts.push(json.slice(copiedTo, at), `"${token}"`);
      copiedTo = end;
    }
    at = end;
  }
  parts.push(json.slice(copiedTo));
  return parts.join("");
}

const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;

function isDigit(char: number): boolean {
  return char >= 48 && char <= 57;
}

function isNumberStart(char: number): boolean {
  return char === MINUS || isDigit(char);
}

/** Position behind the closing quote of the string that opens at `from`. */
function endOfString(json: string, from: number): number {
  let at = from + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** Position behind digits, point, exponent and signs. */
function endOfNumber(json: string, from: number): number {
  let at = from + 1;
  while (at < json.length && /[\d.eE+-]/.test(json.charAt(at))) at += 1;
  return at;
}
