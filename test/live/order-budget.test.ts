import { expect, it, vi } from "vitest";
import { limitsAt } from "../../src/core/adapters/paper-server/rest/rate-limits.js";
import { givenClock } from "./support/given-clock.js";
import { type SessionLab, through } from "./support/session-lab.js";

vi.setConfig({ testTimeout: 240_000 });

const MINUTE_MS = 60_000;
/** Entries may use 80 of 100 orders a minute. */
const LIMITS = { ...limitsAt(3_600), ordersPerMinute: 100 };
const ENTRIES = 80;
/** The third market waits for a slot: it wants in as soon as one of the others is closed. */
const HELD = ["BTCUSDT", "ETHUSDT"];
const TWO_SLOTS = { "risk_limits.global.max_concurrent_positions": 2 };

/** Somebody else has orders refused on the same account (no quantity) until the venue has counted so many. Returns the count. */
async function spend(lab: SessionLab, until: number): Promise<number> {
  let counted = 0;
  while (counted < until) {
    const answer = await lab.venue.send("POST", "/fapi/v1/order", { symbol: "BTCUSDT", side: "BUY", type: "MARKET" });
    counted = Number(answer.headers.get("X-MBX-ORDER-COUNT-1M"));
    await answer.text();
  }
  return counted;
}

/** A whole count must fit into one minute of the venue's grid. */
async function earlyInAMinute(): Promise<void> {
  const intoMs = givenClock.nowMs() % MINUTE_MS;
  if (intoMs > 45_000) await givenClock.sleep(MINUTE_MS - intoMs + 50);
}

const r14 = (lab: SessionLab, seq: number) =>
  lab
    .after(seq, "cycle.decided")
    .flatMap(({ vetoes }) => vetoes.flatMap(({ violations }) => violations.filter(({ rule }) => rule === "R14")));

it("hears over the venue's headers that others have used up the minute: closes go through, entries don't", async () => {
  await through({ limits: LIMITS, symbols: [...HELD, "SOLUSDT"], overrides: TWO_SLOTS }, async (lab) => {
    await lab.holding(...HELD);
    await earlyInAMinute();
    const seq = lab.seq;
    const counted = await spend(lab, ENTRIES + 4);
    expect(counted).toBeLessThan(LIMITS.ordersPerMinute - 8);
    // Its own next order, a close, is what the session hears it from.
    await lab.flatten("ETHUSDT");
    await lab.until(() => lab.position("ETHUSDT") === undefined, "ETHUSDT is closed");
    const isMuch = ({ minute }: { readonly minute: number }): boolean => minute > ENTRIES;
    await lab.until(() => lab.after(seq, "orders.counted").some(isMuch), "the count of all who use the account");
    await lab.until(() => r14(lab, seq).length > 0, "an entry that R14 refuses");
    const [refused] = r14(lab, seq);
    expect(refused).toMatchObject({ code: "trade_rate_limit", limit: ENTRIES, unit: "count" });
    expect(refused!.measured).toBeGreaterThan(ENTRIES);
    expect(lab.entriesAfter(seq)).toEqual([]);
    await lab.flatten("BTCUSDT");
    await lab.until(() => lab.position("BTCUSDT") === undefined, "BTCUSDT is closed");
    expect(lab.after(seq, "order.rejected")).toEqual([]);
  });
});
