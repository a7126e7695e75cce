import { describe, expect, it } from "vitest";
import { unfilledQty } from "../../../src/core/domain/unfilled-qty.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { sampleRecord } from "../../support/samples/orders.js";

const asked = (qty: string | null) => ({ request: { qty: qty === null ? null : dec(qty) } });

describe("the unfilled quantity of an order", () => {
  it("is 2 of 2 before a fill, 0.7 after 1.3, and 0.7 still once the rest was canceled", () => {
    expect(unfilledQty(sampleRecord(asked("2")))).toBe("2");
    expect(unfilledQty(sampleRecord({ ...asked("2"), filledQty: dec("1.3") }))).toBe("0.7");
    expect(unfilledQty(sampleRecord({ ...asked("2"), filledQty: dec("1.3"), status: "canceled" }))).toBe("0.7");
  });

  it("is never below 0, and is 0 for a stop of the whole position", () => {
    expect(unfilledQty(sampleRecord({ ...asked("2"), filledQty: dec("2.5") }))).toBe("0");
    expect(unfilledQty(sampleRecord(asked(null)))).toBe("0");
  });
});
