import { describe, expect, it } from "vitest";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { OrderRequest } from "../../../src/core/domain/order.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { checkFilters } from "../../../src/core/sim/filters.js";
import { COIN, orderRequest } from "./harness.js";

const MARK = 100;
const codeOf = (request: Partial<OrderRequest>, instrument: Partial<Instrument> = {}, mark = MARK): number | null =>
  checkFilters(orderRequest(request), { ...COIN, ...instrument }, mark)?.code ?? null;

const limit = (price: string, rest: Partial<OrderRequest> = {}): Partial<OrderRequest> => ({
  type: "limit",
  price: dec(price),
  ...rest,
});
const stop = (triggerPrice: string, rest: Partial<OrderRequest> = {}): Partial<OrderRequest> => ({
  type: "stop_market",
  side: "sell",
  triggerPrice: dec(triggerPrice),
  ...rest,
});

describe("filters of the gateway", () => {
  it("accepts a market order of 1, a limit at 99.9 and a closePosition stop at 90", () => {
    expect(codeOf({})).toBeNull();
    expect(codeOf(limit("99.9"))).toBeNull();
    expect(codeOf(stop("90", { qty: null, closePosition: true }))).toBeNull();
  });

  it("refuses a price of 99.95 on a tick of 0.1 with -4014, as limit and as trigger", () => {
    expect(codeOf(limit("99.95"))).toBe(-4014);
    expect(codeOf(stop("90.05"))).toBe(-4014);
  });

  it("refuses a price of 0 with -4013", () => {
    expect(codeOf(limit("0"))).toBe(-4013);
  });

  it("refuses a price of 99.951 with -1111: 2 decimals are allowed on a tick of 0.1, 3 are too many", () => {
    expect(codeOf(limit("99.951"))).toBe(-1111);
    expect(codeOf(stop("90.051"))).toBe(-1111);
    expect(codeOf(limit("99.900"))).toBeNull();
  });

  it("refuses 1.0005 on a step of 0.001 with -1111: too many decimals", () => {
    expect(codeOf({ qty: dec("1.0005") })).toBe(-1111);
  });

  it("refuses 1.003 on a step of 0.005 with -4023: right decimals, wrong multiple", () => {
    expect(codeOf({ qty: dec("1.003") }, { stepSize: dec("0.005") })).toBe(-4023);
    expect(codeOf({ qty: dec("1.005") }, { stepSize: dec("0.005") })).toBeNull();
  });

  it("refuses 0 with -4003 and 0.001 under a minimum of 0.002 with -4004", () => {
    expect(codeOf({ qty: dec("0") })).toBe(-4003);
    expect(codeOf({ qty: dec("0.001") }, { minQty: dec("0.002") })).toBe(-4004);
  });

  it("allows a limit of 10,000 and refuses a market order of 5,000.001 with -4005", () => {
    expect(codeOf(limit("100", { qty: dec("10000") }))).toBeNull();
    expect(codeOf(limit("100", { qty: dec("10000.001") }))).toBe(-4005);
    expect(codeOf({ qty: dec("5000") })).toBeNull();
    expect(codeOf({ qty: dec("5000.001") })).toBe(-4005);
  });

  it("refuses a notional of 4.9 under a minimum of 5 with -4164, unless it is reduce-only", () => {
    expect(codeOf({ qty: dec("0.049") })).toBe(-4164);
    expect(codeOf({ qty: dec("0.05") })).toBeNull();
    expect(codeOf({ qty: dec("0.049"), reduceOnly: true })).toBeNull();
  });

  it("measures the notional of a limit at its price: 0.05 at 99.9 is 4.995, too small", () => {
    expect(codeOf(limit("99.9", { qty: dec("0.05") }))).toBe(-4164);
  });

  it("bounds limits by the mark: a buy at 105 passes, at 105.1 is -4016; a sell at 95 passes, at 94.9 is -4024", () => {
    expect(codeOf(limit("105"))).toBeNull();
    expect(codeOf(limit("105.1"))).toBe(-4016);
    expect(codeOf(limit("94.9"))).toBeNull();
    expect(codeOf(limit("95", { side: "sell" }))).toBeNull();
    expect(codeOf(limit("94.9", { side: "sell" }))).toBe(-4024);
  });

  it("refuses a client order id of 37 characters, an empty one and one with a blank with -4015", () => {
    expect(codeOf({ clientOrderId: "a".repeat(36) })).toBeNull();
    expect(codeOf({ clientOrderId: "a".repeat(37) })).toBe(-4015);
    expect(codeOf({ clientOrderId: "" })).toBe(-4015);
    expect(codeOf({ clientOrderId: "a b" })).toBe(-4015);
  });

  it("refuses missing and superfluous parameters with -1102 and -1106", () => {
    expect(codeOf({ qty: null })).toBe(-1102);
    expect(codeOf({ type: "limit" })).toBe(-1102);
    expect(codeOf({ price: dec("100") })).toBe(-1106);
    expect(codeOf({ type: "stop_market" })).toBe(-1102);
    expect(codeOf({ triggerPrice: dec("90") })).toBe(-1106);
    expect(codeOf(limit("99", { timeInForce: "GTD" }))).toBe(-1102);
    expect(codeOf({ closePosition: true, qty: null })).toBe(-1106);
  });

  it("refuses closePosition with a quantity (-4137) and with reduceOnly (-4138)", () => {
    expect(codeOf(stop("90", { closePosition: true }))).toBe(-4137);
    expect(codeOf(stop("90", { closePosition: true, qty: null, reduceOnly: true }))).toBe(-4138);
  });

  it("opens nothing on a restricted symbol (-4140) but lets reduce-only pass; a closed one takes nothing (-4141)", () => {
    expect(codeOf({}, { status: "RESTRICTED" })).toBe(-4140);
    expect(codeOf({ reduceOnly: true }, { status: "RESTRICTED" })).toBeNull();
    expect(codeOf({ reduceOnly: true }, { status: "CLOSED" })).toBe(-4141);
  });

  it("refuses everything while no price has been seen", () => {
    expect(codeOf({}, {}, Number.NaN)).toBe(-4140);
  });
});
