/** Characters that show nothing, move a cursor or turn the direction of a text; line breaks and tabs stay. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text of somebody else (a venue's words, a log line) without what a reader can't see. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, "");
}

/** Text as it may stand in HTML and in attributes. */
export function escaped(text: string): string {
  return visibleText(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
