import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NO_FAULTS } from "../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import type { WorldFault } from "../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { openPaperServer } from "../../../../src/core/adapters/paper-server/serve.js";
import type { PaperServer } from "../../../../src/core/adapters/paper-server/serve.js";
import type { ServedMarket } from "../../../../src/core/adapters/paper-server/market/served-market.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { hmacSha256Hex } from "../../../../src/core/lib/hash.js";
import { openClient } from "./market/ccxt-client.js";
import type { Client } from "./market/ccxt-client.js";
import { ACCOUNT, openMarket } from "./market/open-venue.js";
import { connect } from "./ws/stream-client.js";

const SYMBOL = "BTC/USDT:USDT";

describe("openPaperServer", () => {
  const faults: WorldFault[] = [];
  let market: ServedMarket;
  let server: PaperServer;
  let stop: AbortController;
  let serving: Promise<void>;

  beforeEach(async () => {
    market = await openMarket({ from: "2024-03-01T00:00:00Z", clock: systemClock });
    const hooks = { ...NO_FAULTS, due: () => faults.splice(0) };
    server = await openPaperServer({ market, account: ACCOUNT, faults: hooks, clock: systemClock, port: 0 });
    stop = new AbortController();
    serving = server.serve(stop.signal);
  });

  afterEach(async () => {
    stop.abort();
    await serving;
  });

  it("lets an unmodified ccxt client buy, see the fill on its stream and hold the position", async () => {
    const client: Client = await openClient(server);
    await client.loadMarkets();
    expect((await client.fetchBalance()).USDT!.total).toBe(100_000);
    const seen: string[] = [];
    void client.watchOrders(SYMBOL).then((orders) => seen.push(...orders.map(({ id }) => id)));
    const sent: string[] = [];
    // The stream needs its key and its socket first, and nobody tells when it has them.
    while (seen.length === 0 && sent.length < 20) {
      const clientOrderId = `order${sent.length}`;
      const order = await client.createOrder(SYMBOL, "market", "buy", 0.01, undefined, { clientOrderId });
      expect(order).toMatchObject({ status: "closed", filled: 0.01 });
      sent.push(order.id);
      await systemClock.sleep(300);
    }
    expect(seen.length).toBeGreaterThan(0);
    expect(sent).toEqual(expect.arrayContaining(seen));
    expect((await client.fetchPositions([SYMBOL]))[0]!.contracts).toBeCloseTo(sent.length * 0.01, 9);
    await client.close();
  });

  it("changes rules as the fault script says, and tells the streams of it", async () => {
    const client = await connect(`${server.wsUrl}/market/ws/!contractInfo`);
    faults.push({ kind: "filters", symbol: "ETHUSDT", tickSize: "0.1", stepSize: null, minNotional: "100" });
    faults.push({ kind: "delisting", symbol: "SOLUSDT", inHours: 2 });
    faults.push({ kind: "symbol_status", symbol: "BTCUSDT", status: "DELISTING" });
    await client.until(() => client.frames("contractInfo").length === 3);
    expect(client.frames("contractInfo").map(({ s, cs }) => [s, cs])).toEqual([
      ["ETHUSDT", "TRADING"],
      ["SOLUSDT", "TRADING"],
      ["BTCUSDT", "SETTLING"],
    ]);
    const answer = await fetch(`${server.url}/fapi/v1/exchangeInfo`);
    const { symbols } = (await answer.json()) as { readonly symbols: readonly Record<string, unknown>[] };
    expect(symbols[1]!.filters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ filterType: "PRICE_FILTER", tickSize: "0.1" }),
        { filterType: "MIN_NOTIONAL", notional: "100" },
      ]),
    );
    const leftMs = (symbols[2]!.deliveryDate as number) - market.time.nowMs();
    expect(leftMs / 3_600_000).toBeCloseTo(2, 2);
    client.close();
  });

  it("loses a difference, silences a route and closes its sockets", async () => {
    const book = await connect(`${server.wsUrl}/public/ws/btcusdt@depth@100ms`);
    const marks = await connect(`${server.wsUrl}/market/ws/btcusdt@markPrice@1s`);
    const count = (): number => book.frames("depthUpdate").length;
    await book.until(() => count() >= 2);
    faults.push({ kind: "depth_gap", symbol: "BTCUSDT" });
    const broken = (): boolean => {
      const frames = book.frames("depthUpdate");
      return frames.some(({ pu }, at) => at > 0 && pu !== frames[at - 1]!.u);
    };
    await book.until(broken);
    faults.push({ kind: "close_sockets", route: "public" });
    await book.until(() => book.socket.readyState === book.socket.CLOSED);
    await marks.until(() => marks.frames("markPriceUpdate").length >= 1);
    faults.push({ kind: "silence", route: "market", wallMs: 60_000 });
    await systemClock.sleep(200);
    const heard = marks.texts.length;
    await systemClock.sleep(1_300);
    expect([marks.texts.length, marks.socket.readyState]).toEqual([heard, marks.socket.OPEN]);
    marks.close();
  });

  it("gives the account of another seed another code, and the same one under its spare key and at the next start", async () => {
    const aliasOf = async (at: PaperServer, [apiKey, apiSecret]: readonly [string, string], nowMs: number) => {
      const query = `timestamp=${String(nowMs)}&recvWindow=60000`;
      const address = `${at.url}/fapi/v3/balance?${query}&signature=${hmacSha256Hex(query, apiSecret)}`;
      const answer = await fetch(address, { headers: { "X-MBX-APIKEY": apiKey } });
      const [row] = (await answer.json()) as readonly { readonly accountAlias: unknown }[];
      return row!.accountAlias;
    };
    const aliasAt = async (seed: number): Promise<unknown> => {
      const other = await openMarket({ from: "2024-03-01T00:00:00Z", clock: systemClock, seed });
      const options = { market: other, account: ACCOUNT, faults: NO_FAULTS, clock: systemClock, port: 0 };
      const beside = await openPaperServer(options);
      const ended = new AbortController();
      const running = beside.serve(ended.signal);
      const alias = await aliasOf(beside, [beside.apiKey, beside.apiSecret], other.time.nowMs());
      ended.abort();
      await running;
      return alias;
    };
    const alias = await aliasOf(server, [server.apiKey, server.apiSecret], market.time.nowMs());
    expect(alias).toMatch(/^[0-9a-f]{16}$/);
    const spare = [server.spareApiKey, server.spareApiSecret] as const;
    expect(await aliasOf(server, spare, market.time.nowMs())).toBe(alias);
    expect(await aliasAt(7)).toBe(alias);
    expect(await aliasAt(8)).not.toBe(alias);
  });

  it("leaves nothing behind once it is told to stop", async () => {
    const client = await connect(`${server.wsUrl}/public/ws`);
    stop.abort();
    await serving;
    await client.until(() => client.socket.readyState === client.socket.CLOSED);
    await expect(fetch(`${server.url}/fapi/v1/ping`)).rejects.toThrow("fetch failed");
  });

  it("refuses a port that is taken", async () => {
    const port = Number(new URL(server.url).port);
    const again = openPaperServer({ market, account: ACCOUNT, faults: NO_FAULTS, clock: systemClock, port });
    await expect(again).rejects.toMatchObject({ code: "port_unavailable", exitCode: 2 });
  });
});
