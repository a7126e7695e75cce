import { describe, expect, it } from "vitest";
import { Contracts } from "../../../../src/core/adapters/deribit/contracts.js";
import type { Listing } from "../../../../src/core/adapters/deribit/parse-instruments.js";
import { dec } from "../../../../src/core/lib/decimal.js";

function listing(base: string, quote: string, isInverse = false): Listing {
  return {
    instrument: isInverse ? `${base}-PERPETUAL` : `${base}_${quote}-PERPETUAL`,
    isInverse,
    minAmount: dec(isInverse ? "10" : "0.001"),
    amountStep: dec(isInverse ? "10" : "0.001"),
    settlementAsset: isInverse ? base : quote,
    maxLeverage: 50,
    rules: {
      baseAsset: base,
      quoteAsset: quote,
      status: "TRADING",
      tickSize: dec("0.5"),
      stepSize: dec("0.001"),
      minQty: dec("0.001"),
      maxQty: dec("1000"),
      marketMaxQty: dec("1000"),
      makerFeeRate: 0,
      takerFeeRate: 0.0005,
      liquidationFeeRate: 0.0075,
    },
  };
}

const LISTED = [listing("BTC", "USDC"), listing("BTC", "USDT"), listing("ETH", "USDC"), listing("BTC", "USD", true)];
const money = (currency: string, balance: string, wallet = balance) => ({
  currency,
  balance: dec(balance),
  wallet: dec(wallet),
});

describe("names of contracts", () => {
  it("without a word nothing is renamed, and all but USDT settles beside the books", () => {
    const contracts = new Contracts();
    contracts.learn(LISTED);
    expect(contracts.of("BTCUSDC")).toMatchObject({ instrument: "BTC_USDC-PERPETUAL", settledIn: "USDC" });
    expect(contracts.of("BTCUSDT")).toMatchObject({ instrument: "BTC_USDT-PERPETUAL", settledIn: null });
    expect(contracts.of("BTCUSD")).toMatchObject({ isInverse: true, settledIn: "BTC" });
  });

  it("USDC at par: its contracts are those of USDT, also where the venue has one of that name; inverse ones stay", () => {
    const contracts = new Contracts({ asset: "USDC" });
    contracts.learn(LISTED);
    expect(contracts.of("ETHUSDT")).toMatchObject({ instrument: "ETH_USDC-PERPETUAL", settledIn: null });
    expect(contracts.of("ETHUSDT").rules.quoteAsset).toBe("USDT");
    expect(contracts.of("BTCUSDT").instrument).toBe("BTC_USDC-PERPETUAL");
    expect(contracts.byInstrument("BTC_USDT-PERPETUAL")).toBeNull();
    expect(contracts.of("BTCUSD")).toMatchObject({ instrument: "BTC-PERPETUAL", settledIn: "BTC" });
  });
});

describe("wallets", () => {
  it("at par the wallet of USDC is that of the books, with the session's profit; coin is its balance", () => {
    const wallets = new Contracts({ asset: "USDC" }).walletsOf([money("USDC", "100", "112.5"), money("BTC", "1", "2")]);
    expect(wallets).toEqual({ USDT: "112.5", BTC: "1" });
    expect(new Contracts().walletsOf([money("USDC", "100", "112.5")])).toEqual({ USDC: "100" });
  });

  it("USDT beside USDC at par is no wallet that could be told; an empty one is no matter", () => {
    const contracts = new Contracts({ asset: "USDC" });
    expect(contracts.walletsOf([money("USDC", "100"), money("USDT", "7")])).toBeNull();
    expect(contracts.walletsOf([money("USDC", "100"), money("USDT", "0")])).toEqual({ USDT: "100" });
  });
});
