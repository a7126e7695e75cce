import { describe, expect, it } from "vitest";
import { closingQty, isOnGrid, leastQty, onGrid } from "../../../src/core/domain/venue-grid.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { sampleRequest } from "../../support/samples/orders.js";

const coarse = sampleInstrument({ tickSize: dec("0.5"), stepSize: dec("0.01"), minQty: dec("0.01") });
const stop = (side: "buy" | "sell", trigger: string) =>
  sampleRequest({
    ...{ side, type: "stop_market", qty: dec("0.2"), price: null, triggerPrice: dec(trigger) },
    ...{ reduceOnly: true, timeInForce: "GTC", postOnly: false },
  });

describe("a request whose figures are older than the venue's grid", () => {
  it("moves stops towards the market, never away from it: 47,600.1 to 47,600.5 for a long, 52,400.1 to 52,400 for a short", () => {
    expect(onGrid(stop("sell", "47600.1"), coarse).triggerPrice).toBe("47600.5");
    expect(onGrid(stop("buy", "52400.1"), coarse).triggerPrice).toBe("52400");
  });

  it("keeps limits inside what was allowed: a buy at 50,000.3 asks for 50,000, a sell for 50,000.5", () => {
    const limit = (side: "buy" | "sell") => sampleRequest({ side, type: "limit", price: dec("50000.3") });
    expect(onGrid(limit("buy"), coarse).price).toBe("50000");
    expect(onGrid(limit("sell"), coarse).price).toBe("50000.5");
  });

  it("leaves a price of 0.3 on ticks of 0.5 at one tick, not at nothing", () => {
    expect(onGrid(stop("buy", "0.3"), coarse).triggerPrice).toBe("0.5");
  });

  it("rounds quantities of entries and resting exits down: 0.019 is 0.01, 0.009 is nothing and not to be sent", () => {
    const entry = (qty: string) => onGrid(sampleRequest({ qty: dec(qty), price: dec("50000") }), coarse);
    expect(entry("0.019").qty).toBe("0.01");
    expect(entry("0.009").qty).toBe("0");
    expect(isOnGrid(entry("0.009"), coarse)).toBe(false);
    expect(onGrid({ ...stop("sell", "47600.5"), qty: dec("0.205") }, coarse).qty).toBe("0.2");
  });

  it("closes 0.205 by 0.2, and the 0.005 that are left by the least order of 0.01", () => {
    const close = (qty: string) =>
      sampleRequest({ side: "sell", type: "market", qty: dec(qty), price: null, reduceOnly: true, timeInForce: "GTC" });
    expect(onGrid(close("0.205"), coarse).qty).toBe("0.2");
    expect(onGrid(close("0.005"), coarse).qty).toBe("0.01");
  });

  it("takes a least order of 0.05 where steps are 0.01 and the minimum is 0.045, one step where the minimum is 0", () => {
    const steps = { stepSize: dec("0.01"), minQty: dec("0.045") };
    expect(leastQty(steps)).toBe("0.05");
    expect(closingQty(dec("0.044"), steps)).toBe("0.05");
    expect(leastQty({ stepSize: dec("0.01"), minQty: dec("0") })).toBe("0.01");
  });

  it("changes nothing of a closePosition stop but its trigger", () => {
    const whole = { ...stop("sell", "47600.1"), qty: null, reduceOnly: false, closePosition: true };
    expect(onGrid(whole, coarse)).toEqual({ ...whole, triggerPrice: "47600.5" });
    expect(isOnGrid(whole, coarse)).toBe(false);
    expect(isOnGrid(onGrid(whole, coarse), coarse)).toBe(true);
  });
});
