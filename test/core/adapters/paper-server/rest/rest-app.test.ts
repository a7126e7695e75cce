import { afterEach, describe, expect, it } from "vitest";
import type { RequestFault } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { USDM_LIMITS } from "../../../../../src/core/adapters/paper-server/rest/rate-limits.js";
import { systemClock } from "../../../../../src/core/adapters/system/clock.js";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { tell } from "../exchange/desk.js";
import { START_MS } from "../exchange/hand-market.js";
import { startServer } from "./live-server.js";
import type { LiveServer } from "./live-server.js";

const open: LiveServer[] = [];
const start: typeof startServer = async (options) => {
  const server = await startServer(options);
  open.push(server);
  return server;
};
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const MARKET = { symbol: "COINUSDT", side: "BUY", type: "MARKET", quantity: "1" };
const LIMIT = { symbol: "COINUSDT", side: "BUY", type: "LIMIT", quantity: "1", price: "98", timeInForce: "GTC" };

describe("the order of answer and frames", () => {
  it("is by chance: of 40 orders some are told before their answer and some after it, none twice", async () => {
    const server = await start();
    let early = 0;
    for (let sent = 1; sent <= 40; sent++) {
      const name = `n${String(sent)}`;
      await server.signed("POST /fapi/v1/order/test", LIMIT);
      const before = server.frames.length;
      const counts: number[] = [];
      const stop = server.exchange.subscribe(server.exchange.listenKeys.open(), () => counts.push(1));
      const placing = server.signed("POST /fapi/v1/order", { ...LIMIT, newClientOrderId: name });
      await placing;
      if (server.frames.length > before) early += 1;
      for (let wait = 0; wait < 100 && server.frames.length === before; wait++) await systemClock.sleep(2);
      expect([server.frames.length - before, counts.length]).toEqual([1, 1]);
      stop();
    }
    expect(early).toBeGreaterThan(0);
    expect(new Set(server.frames.map((frame) => (frame["o"] as { c: string }).c)).size).toBe(40);
  });
});

describe("limits", () => {
  const limits = { ...USDM_LIMITS, weightPerMinute: 12, ordersPerTenSeconds: 3, warnings: 2, banMs: 90_000 };

  it("answer 429, then 418 to who goes on, with the end of the ban in market time, and let go after it", async () => {
    let wallMs = 1_000_000;
    const clock = { ...systemClock, nowMs: () => wallMs };
    const server = await start({ limits, clock, speed: 10 });
    const ask = () => server.signed("GET /fapi/v3/account");
    const first = await ask();
    expect([first.status, first.headers.get("x-mbx-used-weight-1m")]).toEqual([200, "5"]);
    const replies = [await ask(), await ask(), await ask(), await ask()];
    expect(replies.map(({ status }) => status)).toEqual([200, 429, 429, 418]);
    expect(replies[1]?.json).toMatchObject({
      code: -1003,
      msg: expect.stringMatching(/^Too many requests; current limit of IP\(127.0.0.1\) is 12 /) as string,
    });
    expect(replies[1]?.headers.get("retry-after")).toBe("20");
    const untilMs = START_MS + 900_000;
    expect(replies[3]?.json).toMatchObject({
      msg: expect.stringContaining(`banned until ${String(untilMs)}.`) as string,
    });
    wallMs += 89_999;
    expect((await ask()).status).toBe(418);
    wallMs += 60_001;
    expect((await ask()).status).toBe(200);
  });

  it("count orders for themselves: the 4th within 10 s is -1015 and 429", async () => {
    const server = await start({
      limits: { ...limits, weightPerMinute: 100 },
      clock: { ...systemClock, nowMs: () => 5 },
    });
    const replies = [];
    for (let sent = 0; sent < 4; sent++) replies.push(await server.signed("POST /fapi/v1/order", LIMIT));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(replies[2]?.headers.get("x-mbx-order-count-10s")).toBe("3");
    expect(replies[2]?.headers.get("x-mbx-order-count-1m")).toBe("3");
    expect(replies[2]?.headers.get("x-mbx-used-weight-1m")).toBe("0");
    expect(replies[3]?.json).toMatchObject({ code: -1015 });
    expect(replies[3]?.headers.get("retry-after")).toBe("10");
  });
});

describe("scripted requests", () => {
  const faulty = (fault: RequestFault, clock = systemClock) =>
    start({ clock, faults: { onRequest: ({ method }) => (method === "POST" ? [fault] : []) } });
  /** A clock whose sleeps end when the test says so. */
  const heldClock = () => {
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    return { clock: { ...systemClock, sleep: () => woken }, wake: () => wake() };
  };
  const isOpen = async (server: LiveServer): Promise<boolean> => {
    const found = await server.signed("GET /fapi/v1/order", { symbol: "COINUSDT", origClientOrderId: "f" });
    return found.status === 200;
  };
  const place = (server: LiveServer) => server.signed("POST /fapi/v1/order", { ...LIMIT, newClientOrderId: "f" });

  it.each([
    ["never", false],
    ["now", true],
  ] as const)("drop the socket; carried out %s the order is there: %s", async (execute, expected) => {
    const server = await faulty({ kind: "drop", execute, laterMs: 0 });
    await expect(place(server)).rejects.toThrow("fetch failed");
    expect(await isOpen(server)).toBe(expected);
  });

  it("answer 503 and accept the order after it", async () => {
    const body = '{"code":-1007,"msg":"Timeout waiting for response from backend server."}';
    const headers = { "Retry-After": "1" };
    const { clock, wake } = heldClock();
    const server = await faulty({ kind: "answer", status: 503, body, headers, execute: "later", laterMs: 30 }, clock);
    const reply = await place(server);
    expect([reply.status, reply.text, reply.headers.get("retry-after")]).toEqual([503, body, "1"]);
    expect(await isOpen(server)).toBe(false);
    wake();
    for (let wait = 0; wait < 100 && !(await isOpen(server)); wait++) await systemClock.sleep(5);
    expect(await isOpen(server)).toBe(true);
  });

  it("never accept a request whose recvWindow of 5,000 ms has passed on the way", async () => {
    const { clock, wake } = heldClock();
    const server = await faulty({ kind: "drop", execute: "later", laterMs: 30 }, clock);
    await expect(place(server)).rejects.toThrow("fetch failed");
    server.market.nowMs += 5_001;
    wake();
    await systemClock.sleep(20);
    expect(await isOpen(server)).toBe(false);
  });

  it("delay a request without changing it", async () => {
    const server = await faulty({ kind: "delay", wallMs: 40 });
    const startedMs = systemClock.monotonicMs();
    expect((await place(server)).status).toBe(200);
    expect(systemClock.monotonicMs() - startedMs).toBeGreaterThanOrEqual(38);
  });
});

describe("an order told on the stream", () => {
  it("of 1 coin at market costs 0.05 and leaves 9,999.95", async () => {
    const server = await start();
    await server.signed("POST /fapi/v1/order", MARKET);
    for (let wait = 0; wait < 100 && server.frames.length < 4; wait++) await systemClock.sleep(2);
    expect(server.frames.map(tell)).toEqual([
      "ORDER_TRADE_UPDATE NEW NEW",
      "TRADE_LITE",
      "ORDER_TRADE_UPDATE TRADE FILLED",
      "ACCOUNT_UPDATE ORDER",
    ]);
    expect(server.exchange.context.books.wallet).toBe(dec("9999.95"));
  });
});
