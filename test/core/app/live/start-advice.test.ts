import { describe, expect, it } from "vitest";
import { AnswerError } from "../../../../src/core/adapters/ccxt/answer-error.js";
import { outcomeOf } from "../../../../src/core/adapters/binance-usdm/errors.js";
import { parseAnswer, refusalOf } from "../../../../src/core/adapters/ccxt/parse.js";
import { serverTimeSchema } from "../../../../src/core/adapters/binance-usdm/parse-account.js";
import { unreachable } from "../../../../src/core/app/live/start-advice.js";
import type { VenueRefusal } from "../../../../src/core/ports/venue-gateway.js";

const NOW_MS = Date.parse("2026-11-22T12:00:00Z");

/** An answer as it comes over the wire, as the adapter reads it. */
function answered(status: number, body: string, retryAfter: string | null = null): VenueRefusal {
  const context = { writes: false, nowMs: NOW_MS, credentials: [] };
  return refusalOf(outcomeOf(new AnswerError(status, body, retryAfter), context));
}

function coded(status: number, code: number, msg: string, retryAfter: string | null = null): VenueRefusal {
  return answered(status, JSON.stringify({ code, msg }), retryAfter);
}

function unread(answer: unknown): VenueRefusal {
  const read = parseAnswer(serverTimeSchema, answer, "time");
  if (read.ok) throw new Error("that was readable");
  return read.error;
}

const BAN = `Way too many requests; IP banned until ${String(NOW_MS + 600_000)}.`;
const NETWORK: VenueRefusal = { code: 0, reason: "no connection", reaction: "resend", retryAfterMs: null };

describe("a start that the venue stands in the way of", () => {
  it.each<[string, VenueRefusal, string, string]>([
    ["our clock", coded(400, -1021, "Timestamp outside"), "clock_skew 5", "Synchronise the machine's clock"],
    ["a clock of its engine", coded(400, -5028, "Timestamp"), "clock_skew 5", "live.recv_window_ms"],
    ["half an answer", unread(undefined), "venue_garbled 5", "The answer was cut or is not the venue's"],
    ["a page of a proxy", unread("<html>"), "venue_garbled 5", "whether the address in venues.json"],
    ["its firewall", answered(403, "<html><title>403 Forbidden"), "venue_firewall 5", "the key is not the reason"],
    ["a ban until", coded(418, -1003, BAN), "venue_banned 5", "The ban lasts until 2026-11-22T12:10:00Z: start again"],
    ["a ban by header", coded(418, -1003, "no", "120"), "venue_banned 5", "The ban lasts until 2026-11-22T12:02:00Z"],
    ["a bare ban", answered(418, "teapot"), "venue_banned 5", "A ban lasts 2 minutes to 3 days"],
    ["a limit", coded(429, -1003, "Too many requests", "30"), "venue_limited 5", "Wait until 2026-11-22T12:00:30Z"],
    ["a bare limit", answered(429, ""), "venue_limited 5", "Wait a minute, then start again"],
    ["a wrong secret", coded(401, -1022, "Signature"), "account_refused 3", "Check key, secret, their permissions"],
    ["a foreign key", coded(401, -2015, "Invalid API-key"), "account_refused 3", "the address they are bound to"],
    ["a closed account", coded(400, -4109, "inactive"), "account_refused 3", "Look at the account at the venue"],
    ["the network", NETWORK, "venue_unreachable 5", "Check the network, the address"],
    ["a gateway", answered(502, "<html>502 Bad Gateway"), "venue_unreachable 5", "the venue's status page"],
  ])("%s: gets advice of its own", (_what, refusal, ending, advice) => {
    const failure = unreachable("the account's modes", refusal, NOW_MS);
    expect([`${failure.code} ${String(failure.exitCode)}`, failure.message]).toEqual([
      ending,
      expect.stringContaining(refusal.reason),
    ]);
    expect(failure.place.fix).toContain(advice);
  });

  it("names the venue's number once, and none where nothing was sent", () => {
    const unsent = refusalOf(
      outcomeOf(new Error("connect ECONNREFUSED 127.0.0.1:1"), { writes: false, nowMs: NOW_MS, credentials: [] }),
    );
    const limited: VenueRefusal = { code: 429, reason: "no room", reaction: "resend", retryAfterMs: null };
    expect(
      [coded(401, -1022, "Signature"), unsent, limited].map((refusal) => unreachable("x", refusal, NOW_MS).message),
    ).toEqual([
      "the venue refuses us x: -1022 signature invalid: Signature",
      "x could not be read: no connection, nothing was sent: Error: connect ECONNREFUSED 127.0.0.1:1",
      "x could not be read: no room (429)",
    ]);
  });

  it("speaks of keys only where the key is the reason", () => {
    const others = [coded(400, -1021, "x"), answered(403, ""), answered(429, ""), unread(undefined), NETWORK];
    for (const refusal of others) {
      expect(unreachable("x", refusal, NOW_MS).place.fix).not.toMatch(/Check key|secret/);
    }
  });
});
