import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { OrderRequest } from "../../src/core/domain/order.js";
import { dec } from "../../src/core/lib/decimal.js";
import { AccountLab } from "./support/account-lab.js";
import { still, StoryMarket } from "./support/story-market.js";
import { until, VenueLab } from "./support/venue-lab.js";

/** Waits count the time that the process was given: a busy machine makes them long. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const COUNTDOWN = "POST /fapi/v1/countdownCancelAll ";
let venue: VenueLab;
let count = 0;

beforeAll(async () => {
  const symbols = ["BTCUSDT", "ETHUSDT"];
  const { store } = new StoryMarket({ symbols, path: still, funding: "none" });
  // 45 s of the market are 450 ms.
  venue = await VenueLab.open({ store, symbols, speed: 100 });
});

afterAll(async () => {
  await venue.close();
});

/** A post-only order below the market, with a time-out of ours. */
function resting(changes: Partial<OrderRequest> & { readonly belowBps: number; readonly restsMs: number }) {
  const { belowBps, restsMs, symbol = "BTCUSDT", ...rest } = changes;
  const { mark } = venue.market.prices(symbol)!;
  const price = dec((mark * (1 - belowBps / 10_000)).toFixed(symbol === "BTCUSDT" ? 1 : 2));
  const expireAtMs = venue.market.time.nowMs() + restsMs;
  count += 1;
  const clientOrderId = `rests${String(count)}`;
  return {
    clientOrderId,
    symbol,
    type: "limit",
    price,
    timeInForce: "GTX",
    postOnly: true,
    expireAtMs,
    ...rest,
  } as const;
}

const statusOf = async (id: string): Promise<string | undefined> =>
  (await venue.witness()).orders.find(({ clientOrderId }) => clientOrderId === id)?.status;

const sinceOf = (from: number): readonly string[] => venue.faults.requests.slice(from);

describe("an entry that rests at the venue, over sockets and unmodified ccxt", () => {
  it("is cancelled by the venue itself within 45 s when the process that sent it is gone", async () => {
    const from = venue.faults.requests.length;
    const lab = await AccountLab.open(venue);
    const id = lab.place(resting({ belowBps: 500, restsMs: 30_000 }));
    await lab.told(id, "order.acknowledged");
    const sent = sinceOf(from).filter((request) => request.startsWith("POST") && !request.includes("listenKey"));
    expect(sent).toEqual([COUNTDOWN, `POST /fapi/v1/order ${id}`]);
    // Nothing is cancelled on the way out: as after SIGKILL, the order is the venue's alone now.
    await lab.close();
    expect(sinceOf(from).some((request) => request.startsWith("DELETE /fapi/v1/order"))).toBe(false);
    let status: string | undefined = "NEW";
    for (let look = 0; look < 100 && status === "NEW"; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      status = await statusOf(id);
    }
    expect(status).toBe("CANCELED");
  });

  it("is never sent when the venue refuses the switch, and says so", async () => {
    const lab = await AccountLab.open(venue);
    const from = venue.faults.requests.length;
    const deed = { kind: "answer", code: -1100, text: "Illegal characters found in a parameter.", execute: "never" };
    const match = { path: "/fapi/v1/countdownCancelAll" };
    const fault = venue.faults.suffer({ on: "request", match, when: { times: 1 }, do: deed });
    const id = lab.place(resting({ belowBps: 500, restsMs: 30_000 }));
    await lab.told(id, "order.rejected");
    fault.end();
    expect(lab.sent(id)).toBe(0);
    const rejected = lab.events.find((event) => event.type === "order.rejected" && event.clientOrderId === id);
    if (rejected?.type !== "order.rejected") throw new Error("not rejected");
    expect(rejected.code).toBe(-1100);
    expect(rejected.reason).toContain("dead-man's switch");
    // Once more, to be sure that it is off.
    await until(() => sinceOf(from).filter((request) => request === COUNTDOWN).length === 2, "it was turned off");
    await lab.agree();
    await lab.close();
  });

  it("loses the switch with its first fill, and the stop of the position stays past the 45 s", async () => {
    const lab = await AccountLab.open(venue);
    const from = venue.faults.requests.length;
    const id = lab.place(resting({ symbol: "ETHUSDT", qty: dec("1.000"), belowBps: 0.2, restsMs: 3_600_000 }));
    await lab.told(id, "order.filled", 60_000);
    const stop = lab.placeStop({ symbol: "ETHUSDT" });
    await lab.told(stop, "order.acknowledged");
    await until(() => sinceOf(from).filter((request) => request === COUNTDOWN).length === 2, "it was turned off");
    // A position is there now: what comes on top goes out without.
    const more = lab.place(resting({ symbol: "ETHUSDT", qty: dec("1.000"), belowBps: 500, restsMs: 30_000 }));
    await lab.told(more, "order.acknowledged");
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await statusOf(more)).toBe("NEW");
    expect(sinceOf(from).filter((request) => request === COUNTDOWN)).toHaveLength(2);
    const seen = await lab.agree();
    expect(seen.algos.find(({ clientAlgoId }) => clientAlgoId === stop)?.algoStatus).toBe("NEW");
    lab.account.broker.cancel(more, "ETHUSDT", 0);
    await lab.told(more, "order.canceled");
    await lab.close();
  });
});
