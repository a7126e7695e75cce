const PAGE = /<(?:!doctype|html|head|body|title|h1|center)\b/i;
const HEADING = [/<title[^>]{0,200}>([^<]{1,500})/i, /<h1[^>]{0,200}>([^<]{1,500})/i];
const MAX_PAGE_TEXT = 80;
/** Pages are read this far: their title stands at the beginning. */
const MAX_PAGE = 20_000;

/** A text in which the HTML page of a proxy, up to its end, is only its title, or else its text: 80 characters at most. */
export function withoutPage(text: string): string {
  const begin = text.search(PAGE);
  if (begin < 0) return text;
  const page = text.slice(begin, begin + MAX_PAGE);
  const heading = HEADING.map((pattern) => pattern.exec(page)?.[1]?.trim() ?? "").find((found) => found !== "");
  const plain = (heading ?? page.replace(/<[^<>]{0,2000}>?/g, " ")).replace(/\s+/g, " ").trim();
  const shown = plain.length > MAX_PAGE_TEXT ? `${plain.slice(0, MAX_PAGE_TEXT - 1)}…` : plain;
  return `${text.slice(0, begin)}${shown}`.trim();
}
