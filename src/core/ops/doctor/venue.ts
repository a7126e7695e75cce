import { MINUTE_MS, SECOND_MS } from "../../lib/time.js";
import { type Check, fail, pass, skip, warn } from "./check.js";
import type { Reading } from "./reading.js";
import { checkAccount } from "./venue-account.js";
import type { LimitFacts, VenueFacts } from "./venue-facts.js";
import { checkSymbols } from "./venue-symbols.js";

/** Venues that the handbook of commands knows; `--venue` takes no other name. */
export const VENUE_NAMES = ["binance", "okx", "deribit"] as const;

/** The one that this version speaks to. */
export const SPOKEN_VENUE = "binance";

/** Reach, rules, limits, keys and modes of a venue. The error: why it could not even be asked. */
export function checkVenue(venue: string | null, looked: Reading<VenueFacts> | null): readonly Check[] {
  if (venue === null) return [];
  if (venue !== SPOKEN_VENUE) {
    const fix = `ask for ${SPOKEN_VENUE}; no session of this version trades anywhere else`;
    return [warn(`venue.${venue}`, "nothing was asked: this version has no adapter for it", fix)];
  }
  if (looked === null) return [skip(`venue.${venue}`, "not asked: the configuration does not load")];
  if (!looked.ok) return [fail("venue.endpoint", looked.error, "correct the addresses in venues.json")];
  const facts = looked.value;
  const { answers, account } = facts;
  return [
    checkReached(facts),
    ...(answers === null ? [] : [...checkSymbols(answers.symbols), checkLimits(answers.limits)]),
    ...(account === null ? [] : checkAccount(account, "venue")),
  ];
}

export function checkReached({ venue, mode, host, reached, isLoopback }: VenueFacts): Check {
  const id = "venue.reach";
  const who = `${venue} ${mode} at ${host}${isLoopback ? " (a paper venue on this machine)" : ""}`;
  if (reached.ok) return pass(id, `${who} answers in ${String(Math.round(reached.value))} ms`);
  const fix = isLoopback
    ? "start `hedge paper serve`, or correct the address that HEDGE__VENUES__… gives"
    : "check network, firewall and the venue's status page; venues.json holds the address";
  return fail(id, `${who} does not answer: ${reached.error}`, fix);
}

/** Below this share of a limit a session beside others has room for its own start. */
const CROWDED = 0.75;

export function checkLimits(facts: LimitFacts): Check {
  const { weightUsed, weightLimit, ordersUsed, orderLimit, waitMs, isBanned } = facts;
  const id = "venue.limits";
  const detail =
    `this minute ${String(weightUsed)} of ${String(weightLimit)} weight and ${String(ordersUsed)} of ` +
    `${String(orderLimit)} orders are used, all processes of this machine together`;
  const wait =
    waitMs >= MINUTE_MS ? `${String(Math.ceil(waitMs / MINUTE_MS))} min` : `${String(Math.ceil(waitMs / SECOND_MS))} s`;
  if (isBanned) return fail(id, `the venue has banned this address for ${wait}`, "wait; ask less from then on");
  if (waitMs > 0) return warn(id, `the venue asked us to slow down for ${wait}; ${detail}`, "wait, then look again");
  if (weightUsed <= weightLimit * CROWDED && ordersUsed <= orderLimit * CROWDED) return pass(id, detail);
  return warn(id, detail, "end other programs that use this venue from this address");
}
