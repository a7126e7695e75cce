import { describe, expect, it, vi } from "vitest";
import { SessionLab } from "./support/session-lab.js";
import { flattenBy } from "./support/flatten-by.js";

vi.setConfig({ testTimeout: 60_000 });

/** An order by hand, signed with the account's key, beside the session. */
async function byHand(lab: SessionLab, params: Readonly<Record<string, string>>): Promise<void> {
  const answer = await lab.venue.send("POST", "/fapi/v1/order", params);
  if (!answer.ok) throw new Error(await answer.text());
}

const bought = { symbol: "ETHUSDT", side: "BUY", type: "MARKET", quantity: "0.1" };
const resting = { symbol: "ETHUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.1", price: "500" };

const overrides = {
  // The session looks at the venue by itself once in ten minutes only: what is found is found for the flatten.
  "runtime.live.reconcile_seconds": 600,
  "strategy_registry.strategies.momentum.symbols": ["BTCUSDT"],
};

describe("flatten beside trades and orders by hand", () => {
  it("asks the venue while the executor runs and when it is dead: 0.1 ETH is closed and named, a bid is left, counted and not safe", async () => {
    const lab = await SessionLab.open({ overrides });
    try {
      await lab.holding("BTCUSDT");
      const first = await flattenBy(lab);
      expect(first).toMatchObject({ flat: true, executor: "running", remaining: [], unknown: [], notes: [] });
      expect(first.closed).toMatchObject([{ symbol: "BTCUSDT", side: "long", foreign: false }]);
      lab.venue.faults.suffer({ on: "frame", match: { route: "private" }, do: { kind: "drop" } });
      await byHand(lab, bought);
      const second = await flattenBy(lab);
      expect(second).toMatchObject({ flat: true, executor: "running", held: [], remaining: [], unknown: [] });
      const foreign = { account: "main", symbol: "ETHUSDT", side: "long", qty: "0.1", foreign: true };
      const note = "closed long 0.1 ETHUSDT, which no decision of this session had opened";
      expect([second.closed, second.notes]).toEqual([[foreign], [note]]);
      expect((await lab.venue.witness()).positions.size).toBe(0);
      lab.venue.faults.clear();
      await lab.end();
      await byHand(lab, bought);
      await byHand(lab, { ...resting, newClientOrderId: "by-hand" });
      const third = await flattenBy(lab);
      expect(third).toMatchObject({ flat: false, executor: "none", remaining: [], unknown: [], openOrders: 1 });
      const [order, ...others] = third.foreignOrders;
      expect([order, others]).toMatchObject([{ symbol: "ETHUSDT", side: "buy", qty: "0.100", reduceOnly: false }, []]);
      expect(third.closed).toEqual([foreign]);
      const left = "buy 0.100 ETHUSDT, order by-hand, is not ours and was left at the venue: NOT SAFE";
      expect(third.notes).toEqual([note, expect.stringContaining(left)]);
    } finally {
      await lab.dispose();
    }
  });
});
