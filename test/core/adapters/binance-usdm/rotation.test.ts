import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { readSymbolSettings } from "../../../../src/core/adapters/binance-usdm/symbol-settings.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { API_KEY, API_SECRET, openLoopback } from "./support/loopback-session.js";
import type { SeenRequest } from "./support/loopback-venue.js";

let session: Awaited<ReturnType<typeof openLoopback>>;
beforeEach(async () => {
  session = await openLoopback();
});
afterEach(() => session.close());

const NEW_KEY = "canary-newkey-1234";
const NEW_SECRET = "canary-newsecret-5678";
const NEW_PAIR = { key: new Secret(NEW_KEY), secret: new Secret(NEW_SECRET) };

function signedWith({ query, body }: SeenRequest): string | undefined {
  const [, payload = "", signature = ""] = /^(.*)&signature=([0-9a-f]{64})$/.exec(query === "" ? body : query) ?? [];
  return [API_SECRET, NEW_SECRET].find(
    (secret) => createHmac("sha256", secret).update(payload).digest("hex") === signature,
  );
}

it("signs reads and writes with the new pair from the next request on, and leaves one on its way as it began", async () => {
  const { venue, gateway, client } = session;
  let answerLate = (): void => undefined;
  venue.on("GET /fapi/v1/accountConfig", () => {
    answerLate();
    return { body: {} };
  });
  await gateway.modes();
  answerLate = () => client.useCredentials(NEW_PAIR);
  await gateway.modes();
  await gateway.modes();
  await gateway.place(sampleRequest());
  expect(venue.seen.map(({ apiKey }) => apiKey)).toEqual([API_KEY, API_KEY, NEW_KEY, NEW_KEY]);
  expect(venue.seen.map(signedWith)).toEqual([API_SECRET, API_SECRET, NEW_SECRET, NEW_SECRET]);
});

it("shows neither the new nor the old pair in what a venue says that repeats both", async () => {
  const { venue, gateway, client } = session;
  client.useCredentials(NEW_PAIR);
  const msg = `no: ${API_KEY} ${API_SECRET} ${NEW_KEY} ${NEW_SECRET}`;
  venue.on("GET /fapi/v1/accountConfig", { status: 401, body: { code: -2015, msg } });
  const answer = await gateway.modes();
  expect(answer.ok).toBe(false);
  expect(JSON.stringify(answer)).not.toContain("canary");
  expect(JSON.stringify(answer).match(/\[redacted\]/g)).toHaveLength(4);
});

it("refuses a key for a client of public data", async () => {
  const open = await openLoopback({ credentials: null });
  expect(() => open.client.useCredentials(NEW_PAIR)).toThrow("a client of public data gets no key");
  await open.close();
});

it("reads margin type and leverage of 2 symbols, and takes what is not CROSSED for isolated", async () => {
  const { venue, client } = session;
  const row = { isAutoAddMargin: false, maxNotionalValue: "1000000" };
  venue.on("GET /fapi/v1/symbolConfig", {
    body: [
      { symbol: "BTCUSDT", marginType: "CROSSED", leverage: 21, ...row },
      { symbol: "ETHUSDT", marginType: "isolated", leverage: 5, ...row },
    ],
  });
  expect(await readSymbolSettings(client)).toEqual({
    ok: true,
    value: [
      { symbol: "BTCUSDT", isIsolated: false, leverage: 21 },
      { symbol: "ETHUSDT", isIsolated: true, leverage: 5 },
    ],
  });
});
