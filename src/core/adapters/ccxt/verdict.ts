import type { VenueReaction } from "../../ports/venue-gateway.js";

/** What an error asks of us. `unknown`: a write may have been executed; a read is asked again. */
export interface Verdict {
  readonly verdict: VenueReaction | "unknown";
  readonly meaning: string;
}

export const verdictOf = (verdict: Verdict["verdict"], meaning: string): Verdict => ({ verdict, meaning });

/** Errors of the connection's start: nothing of the request was written. */
const NOT_SENT = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)\b|Connect Timeout Error/;

/** What is left to go by where no answer came. */
export function byNetwork(text: string): Verdict {
  if (NOT_SENT.test(text)) return verdictOf("resend", "no connection, nothing was sent");
  // The class is the last thing to go by (ccxt 4.5.84 gives other classes on other hosts).
  if (/^AuthenticationError/.test(text)) return verdictOf("halt", "credentials refused");
  return verdictOf("unknown", "no answer");
}

/** Which endpoint it was, without scheme, host and parameters: an alarm is read by a person. */
export function withoutHosts(text: string): string {
  return text.replace(
    /\b(?:https?|wss?):\/\/[^\s/"'<>]*([^\s?"'<>]*)[^\s"'<>]*/gi,
    (_address, path: string) => path || "/",
  );
}

/** What the escapes of a JSON text stand for, so that scrubbing sees it. */
export function unescaped(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}
