import { afterEach, describe, expect, it } from "vitest";
import { createPaperMarket } from "../../../../src/core/adapters/paper-server/market/paper-market.js";
import { Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { openVenue } from "../../../../src/core/app/live/open-venue.js";
import type { OpenVenueInput } from "../../../../src/core/app/live/resilient-gateway.js";
import type { Config } from "../../../../src/core/config/config-files.js";
import { setAtPath } from "../../../../src/core/config/paths.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import {
  ACCOUNT,
  contractStore,
  FROM_MS,
  INSTRUMENTS,
  POLICY,
  TO_MS,
  WALLET,
} from "../../../contract/support/contract-market.js";
import { KEYS, OkxVenue } from "../../../support/okx-venue/venue.js";
import { loaded, shippedTexts } from "../../config/support.js";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openFake(): Promise<OkxVenue> {
  const market = await createPaperMarket({
    ...{ store: contractStore(), policy: POLICY, wallets: { [ACCOUNT]: WALLET }, clock: systemClock },
    instruments: INSTRUMENTS.map((instrument) => ({ ...instrument, minNotional: dec("0") })),
    ...{ fromMs: FROM_MS, toMs: TO_MS, speed: 1, seed: 7, stream: null },
  });
  const venue = await OkxVenue.open(market, ACCOUNT);
  closers.push(() => venue.close());
  return venue;
}

/** The shipped configuration with its venue under another product and other addresses. */
function configOf(product: string, rest = "http://127.0.0.1:1", ws = "ws://127.0.0.1:1"): Config {
  const shipped = loaded(shippedTexts());
  const settings = { ...shipped.venues["binance"]!, product, testnet: { rest, ws }, prod: { rest, ws } };
  const universe = INSTRUMENTS.slice(0, 2).map(({ symbol }) => symbol);
  return setAtPath({ ...shipped, venues: { okx: settings } }, "strategy_config.universe", universe) as Config;
}

const WORDS = { key: new Secret(KEYS.apiKey), secret: new Secret(KEYS.apiSecret) };
const inputOf = (config: Config, changes: Partial<OpenVenueInput> = {}): OpenVenueInput => ({
  ...{ config, mode: "testnet", venueKey: "okx", account: ACCOUNT, clock: systemClock },
  credentials: { ...WORDS, passphrase: new Secret(KEYS.passphrase) },
  ...{ ordersLive: () => false, onRest: () => undefined, onCircuit: () => undefined },
  ...{ onOrders: () => undefined, onOccasion: () => undefined },
  ...changes,
});

describe("the venue of a session", () => {
  it("is OKX where venues.json says so: it knows modes, code, wallet and rules of the account", async () => {
    const fake = await openFake();
    const venue = await openVenue(inputOf(configOf("okx-swap", fake.rest, fake.ws)));
    closers.push(async () => {
      await venue.feed.close();
      await venue.gateway?.close();
    });
    await venue.clock.sync();
    const gateway = venue.gateway!;
    expect(gateway.capabilities).toMatchObject({ venue: "okx-swap", goodTillDate: false });
    expect(await gateway.modes()).toMatchObject({ ok: true, value: { hedgeMode: false, multiAssets: false } });
    expect((await venue.accountCode!()).ok).toBe(true);
    const snapshot = await gateway.snapshot();
    expect(snapshot.ok && snapshot.value).toMatchObject({ positions: [], openOrders: [] });
    const symbols = INSTRUMENTS.slice(0, 2).map(({ symbol }) => symbol);
    const rules = await gateway.instruments(symbols);
    expect(rules.ok && rules.value.map(({ symbol }) => symbol)).toEqual(symbols);
    expect([venue.isReal, venue.orderLimits(), venue.circuits()?.orders]).toEqual([false, null, "closed"]);
  });

  it("is refused with exit 3 where the key has no passphrase, the mode is not testnet, or nobody speaks its product", async () => {
    const okx = configOf("okx-swap");
    const failures = [
      [inputOf(okx, { credentials: WORDS }), "credentials_incomplete", "OKX_API_PASSPHRASE"],
      [inputOf(okx, { mode: "dry-run", credentials: null }), "demo_only", "--mode"],
      [inputOf(okx, { mode: "prod" }), "demo_only", "--mode"],
      [inputOf(configOf("kraken-futures")), "unknown_product", "okx.product"],
    ] as const;
    for (const [input, code, path] of failures) {
      await expect(openVenue(input)).rejects.toMatchObject({ exitCode: 3, code, place: { path } });
    }
  });
});
