import { Failure } from "../../lib/failure.js";
import { isoUtc, SECOND_MS } from "../../lib/time.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";

interface Advice {
  readonly code: string;
  /** 3: key or account have to be changed. 5: the venue may answer later. */
  readonly exitCode: 3 | 5;
  readonly fix: string;
}

const AGAIN = "Other programs with this venue from this address count, too: end those that can do without.";
/** Numbers that speak of the key itself: malformed, unknown or not allowed here, locked, a secret that is another's. */
const KEY_CODES: readonly number[] = [-1002, -1022, -2014, -2015, -2017];

/** What a person can do about a refusal at the start. nowMs: wall time, for a wait that is told as a span. */
function adviceOn({ code, reason, reaction, retryAfterMs }: VenueRefusal, nowMs: number): Advice {
  const until = retryAfterMs === null ? null : isoUtc(Math.ceil((nowMs + retryAfterMs) / SECOND_MS) * SECOND_MS);
  if (code === 418 || /\bbanned (?:until|this address|for a while)\b/i.test(reason)) {
    const wait = until === null ? "A ban lasts 2 minutes to 3 days" : `The ban lasts until ${until}`;
    const fix = `${wait}: start again after it, not before, for every question makes it longer. ${AGAIN}`;
    return { code: "venue_banned", exitCode: 5, fix };
  }
  if (code === 429 || code === -1003 || code === -1015) {
    const wait = until === null ? "Wait a minute" : `Wait until ${until}`;
    return { code: "venue_limited", exitCode: 5, fix: `${wait}, then start again. ${AGAIN}` };
  }
  if (code === 403) {
    const fix =
      "The venue's firewall stopped the question before it was read; the key is not the reason. Wait five minutes and " +
      "ask less; if it stays, leave proxy or VPN out, or use an address and country that the venue serves.";
    return { code: "venue_firewall", exitCode: 5, fix };
  }
  if (reaction === "resync_clock") {
    const fix =
      "Synchronise the machine's clock (chrony or systemd-timesyncd) and start again. If it is right, the way to the " +
      "venue takes longer than live.recv_window_ms of runtime.json.";
    return { code: "clock_skew", exitCode: 5, fix };
  }
  if (code === 200) {
    const fix =
      "The answer was cut or is not the venue's: start again. If it stays, look for a proxy in between, and whether " +
      "the address in venues.json is the venue's own.";
    return { code: "venue_garbled", exitCode: 5, fix };
  }
  if (KEY_CODES.includes(code)) {
    const fix =
      "Check key, secret, their permissions and the address they are bound to; hedge accounts check tells more.";
    return { code: "account_refused", exitCode: 3, fix };
  }
  if (reaction === "halt" || reaction === "bug") {
    const fix = "Look at the account at the venue, and what hedge doctor --venue says.";
    return { code: "account_refused", exitCode: 3, fix };
  }
  const fix =
    "Check the network, the address in venues.json and the venue's status page; hedge doctor --venue tells more.";
  return { code: "venue_unreachable", exitCode: 5, fix };
}

/** The refusal of a start, with the venue's words and the advice that fits them. what: what was asked for. */
export function unreachable(what: string, refusal: VenueRefusal, nowMs: number): Failure {
  const { code, exitCode, fix } = adviceOn(refusal, nowMs);
  const number = String(refusal.code);
  // 0 is our own number for what was never sent; most reasons begin with the venue's.
  const isSaid = refusal.code === 0 || refusal.reason.startsWith(`${number} `);
  const said = isSaid ? refusal.reason : `${refusal.reason} (${number})`;
  const message = exitCode === 3 ? `the venue refuses us ${what}: ${said}` : `${what} could not be read: ${said}`;
  return new Failure(code, exitCode, message, { fix });
}
