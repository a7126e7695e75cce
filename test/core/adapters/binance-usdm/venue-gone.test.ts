import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { connectUsdm } from "../../../../src/core/adapters/binance-usdm/connect.js";
import { UsdmGateway } from "../../../../src/core/adapters/binance-usdm/gateway.js";
import { Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { withCircuitBreaker } from "../../../../src/core/adapters/resilience/with-circuit-breaker.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { sampleRequest } from "../../../support/samples/orders.js";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** A port of this machine; what becomes of a request there. */
async function portOf(kind: "closed" | "resets" | "silent"): Promise<number> {
  const server = createServer((request) => {
    if (kind === "resets") request.socket.destroy();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  if (kind === "closed") await new Promise((resolve) => void server.close(resolve));
  else {
    servers.push(server);
    server.unref();
  }
  return port;
}

const REF = { clientOrderId: "a1", symbol: "BTCUSDT", conditional: false };

describe("a venue that is gone", () => {
  it.each(["closed", "resets", "silent"] as const)(
    "a port that is or does '%s': 2 calls of a class open its circuit",
    async (kind) => {
      const origin = `http://127.0.0.1:${String(await portOf(kind))}`;
      const connection = await connectUsdm({
        endpoints: { rest: origin, ws: origin.replace("http", "ws") },
        mode: "testnet",
        credentials: { key: new Secret("canary-key-4711"), secret: new Secret("canary-secret-0815") },
        clock: systemClock,
        limitsDirectory: null,
        writeTimeoutMs: 150,
        readTimeoutMs: 150,
      });
      const userStream = { follow: () => undefined, close: async () => undefined };
      const gateway = new UsdmGateway({ ...connection, userStream, venue: "binance" });
      const guarded = withCircuitBreaker(gateway, { clock: systemClock, failures: 2, pauseMs: 60_000 });
      const twice = async (call: () => Promise<unknown>): Promise<unknown> => (await call(), call());
      const placed = await twice(() => guarded.place(sampleRequest({})));
      // Where the connection was refused nothing was sent; where it broke, or stayed silent, nobody knows.
      if (kind === "closed") expect(placed).toMatchObject({ kind: "refused", code: 0, unanswered: true });
      else expect(placed).toMatchObject({ kind: "unknown" });
      await Promise.all([
        twice(() => guarded.cancel(REF)),
        twice(() => guarded.query(REF)),
        twice(() => guarded.modes()),
      ]);
      expect(guarded.states()).toEqual({ orders: "open", cancels: "open", queries: "open", account: "open" });
      await guarded.close();
    },
  );

  it("is not believed of a venue whose calls we turned back ourselves: 10 that found no room leave all closed", async () => {
    const origin = `http://127.0.0.1:${String(await portOf("closed"))}`;
    const connection = await connectUsdm({
      endpoints: { rest: origin, ws: origin.replace("http", "ws") },
      mode: "testnet",
      credentials: { key: new Secret("canary-key-4711"), secret: new Secret("canary-secret-0815") },
      clock: { ...systemClock, nowMs: () => 1_790_000_040_000 },
      limitsDirectory: null,
    });
    connection.limiter.setLimits({ weightPerMinute: 0, ordersPerTenSeconds: 0, ordersPerMinute: 0 });
    const userStream = { follow: () => undefined, close: async () => undefined };
    const gateway = new UsdmGateway({ ...connection, userStream, venue: "binance" });
    const guarded = withCircuitBreaker(gateway, { clock: systemClock, failures: 2, pauseMs: 60_000 });
    for (let call = 0; call < 10; call += 1) {
      expect(await guarded.place(sampleRequest({}))).toMatchObject({ kind: "refused", code: 0 });
      await guarded.query(REF);
      await guarded.modes();
    }
    expect(guarded.states()).toEqual({ orders: "closed", cancels: "closed", queries: "closed", account: "closed" });
    await guarded.close();
  });
});
