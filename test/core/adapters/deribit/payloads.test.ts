import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountOf, baseOf, profitOf } from "../../../../src/core/adapters/deribit/amounts.js";
import { Contracts, type Perpetual } from "../../../../src/core/adapters/deribit/contracts.js";
import { accountSchema, serverTimeSchema } from "../../../../src/core/adapters/deribit/parse-account.js";
import { listingsSchema } from "../../../../src/core/adapters/deribit/parse-instruments.js";
import { orderOf, orderSchema } from "../../../../src/core/adapters/deribit/parse-orders.js";
import { compareDec, dec, decFromNumber, mulDec, subDec, toNumber } from "../../../../src/core/lib/decimal.js";

const payload = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/deribit/${name}.json`, import.meta.url), "utf8"));

const listings = listingsSchema.parse(payload("http_get_instruments"));
const contracts = new Contracts();
contracts.learn(listings);
const btc = contracts.of("BTCUSD");
const linear: Perpetual = {
  ...btc,
  symbol: "ETHUSDC",
  instrument: "ETH_USDC-PERPETUAL",
  isInverse: false,
  minAmount: dec("0.001"),
  settlementAsset: "USDC",
};

describe("recorded payloads of Deribit", () => {
  it("one perpetual in four instruments: inverse, 10 USD a step, settled in BTC", () => {
    expect(listings).toHaveLength(1);
    expect(btc).toMatchObject({
      ...{ symbol: "BTCUSD", instrument: "BTC-PERPETUAL", isInverse: true, minAmount: "10", amountStep: "10" },
      ...{ settlementAsset: "BTC", settledIn: "BTC" },
      rules: { tickSize: "0.5", takerFeeRate: 0.0005, makerFeeRate: 0, status: "TRADING" },
    });
  });

  it("the wallet is the balance with the session's profit, without what is open: 302.95163440 BTC, not 302.61869214", () => {
    const { id, summaries } = accountSchema.parse(payload("http_get_account_summaries"));
    expect(id).toBe(10);
    // 302.60065765 − 0.03258105 + 0.05921555 + 0.32434225
    expect(summaries[0]).toMatchObject({ currency: "BTC", balance: "302.60065765", wallet: "302.9516344" });
    expect(summaries[1]).toMatchObject({ currency: "ETH", wallet: "100" });
    expect(summaries[0]?.limits?.matching_engine.trading.total).toEqual({ burst: 250, rate: 200 });
  });

  it("an order is known by its label, inside the answer of buy and as the answer of cancel", () => {
    const label = "O-19700101-000000-001-001-1";
    const bought = orderOf(orderSchema.parse(payload("ws_order_buy_response")), linear);
    expect(bought).toMatchObject({
      clientOrderId: label,
      qty: "0.001",
      price: "2973.55",
      status: "open",
      conditional: false,
    });
    const canceled = orderOf(orderSchema.parse(payload("ws_order_cancel_response")), linear);
    expect(canceled).toMatchObject({ clientOrderId: label, venueOrderId: "USDC-104819327443", status: "canceled" });
  });

  it("a stop waits untriggered, conditional and without a price of its own", () => {
    const stop = orderOf(orderSchema.parse(payload("ws_order_stop_market_response")), linear);
    expect(stop).toMatchObject({ conditional: true, status: "open", price: null, reduceOnly: true, qty: "0.01" });
  });

  it("an inverse order without any price is not read", () => {
    const row = orderSchema.parse(payload("ws_order_buy_response"));
    expect(orderOf({ ...row, price: null }, btc)).toBeNull();
  });

  it("the time of the venue", () => {
    expect(serverTimeSchema.parse(payload("http_get_time"))).toBeGreaterThan(1_500_000_000_000);
  });
});

describe("amounts", () => {
  it("10,000 USD are 0.1 BTC at 100,000 and 0.125 BTC at 80,000; 2 ETH are 2 ETH", () => {
    expect(toNumber(baseOf(dec("10000"), btc, dec("100000")))).toBe(0.1);
    expect(toNumber(baseOf(dec("10000"), btc, dec("80000")))).toBe(0.125);
    expect(baseOf(dec("2"), linear, dec("3000"))).toBe("2");
    expect(() => baseOf(dec("10"), btc, dec("0"))).toThrow("no base coin");
  });

  it("10,000 USD long from 100,000 to 80,000 lose 0.025 BTC, short they win it; 2 ETH from 3,000 to 3,100 win 200 USDC", () => {
    const prices = { entry: dec("100000"), exit: dec("80000") };
    expect(profitOf(dec("10000"), btc, prices)).toBe("-0.025");
    expect(profitOf(dec("-10000"), btc, prices)).toBe("0.025");
    expect(profitOf(dec("2"), linear, { entry: dec("3000"), exit: dec("3100") })).toBe("200");
  });

  it("an amount is never worth more than what was asked for, and misses it by less than a step", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e7 }), fc.integer({ min: 1_000, max: 400_000 }), (steps, dollars) => {
        const [qty, price] = [decFromNumber(steps / 10_000), decFromNumber(dollars / 2)];
        const missed = subDec(mulDec(qty, price), amountOf(qty, btc, price));
        expect(compareDec(missed, dec("0")) >= 0 && compareDec(missed, dec("10")) < 0).toBe(true);
      }),
      { seed: 7 },
    );
  });
});
