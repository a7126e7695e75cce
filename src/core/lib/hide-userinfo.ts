/** Scheme, then all up to the last `@` of the word: a password may hold any sign but a blank or a quote. */
const USERINFO = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s"']*@/gi;

/** A text as it may be shown: user name and password of each address in it are replaced by `…`. */
export function hideUserinfo(text: string): string {
  return text.replace(USERINFO, "$1…@");
}

/** The same for a value out of JSON, however deep the text lies in it. */
export function hideUserinfoIn(value: unknown): unknown {
  if (typeof value === "string") return hideUserinfo(value);
  if (typeof value !== "object" || value === null) return value;
  return JSON.parse(hideUserinfo(JSON.stringify(value)));
}
