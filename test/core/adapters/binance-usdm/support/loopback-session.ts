import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { systemClock } from "../../../../../src/core/adapters/system/clock.js";
import { connectUsdm, type ConnectOptions } from "../../../../../src/core/adapters/binance-usdm/connect.js";
import { UsdmGateway } from "../../../../../src/core/adapters/binance-usdm/gateway.js";
import { Secret } from "../../../../../src/core/adapters/ccxt/secret.js";
import { LoopbackVenue, type SeenRequest } from "./loopback-venue.js";

export const API_KEY = "canary-key-4711";
export const API_SECRET = "canary-secret-0815";

/** A gateway in testnet mode whose venue is a server of ours on this machine. */
export async function openLoopback(options: Partial<ConnectOptions> = {}) {
  const venue = await LoopbackVenue.open();
  const connection = await connectUsdm({
    endpoints: { rest: venue.origin, ws: venue.origin.replace("http", "ws") },
    mode: "testnet",
    credentials: { key: new Secret(API_KEY), secret: new Secret(API_SECRET) },
    clock: systemClock,
    limitsDirectory: null,
    ...options,
  });
  const userStream = { follow: () => undefined, close: async () => undefined };
  const gateway = new UsdmGateway({ ...connection, userStream, venue: "binance" });
  const close = async (): Promise<void> => {
    await gateway.close();
    await venue.close();
  };
  return { venue, ...connection, gateway, close };
}

/** The signed text of a request with its volatile parts taken out; fails unless the signature is right and last. */
export function signedText({ method, query, body, apiKey }: SeenRequest): string {
  const isInQuery = method === "GET" || method === "DELETE";
  const [text, other] = isInQuery ? [query, body] : [body, query];
  expect(other).toBe("");
  expect(apiKey).toBe(API_KEY);
  const [, payload = "", signature = ""] = /^(.*)&signature=([0-9a-f]{64})$/.exec(text) ?? [];
  expect(signature).toBe(createHmac("sha256", API_SECRET).update(payload).digest("hex"));
  return payload.replace(/timestamp=\d{13}/, "timestamp=T");
}
