import { describe, expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import { ordersScreen } from "../../../src/cli/screens/orders-screen.js";
import { visibleWidth } from "../../../src/core/lib/text.js";

const order = {
  id: "jbg1xf29x5ykeizlc00000",
  symbol: "BTCUSDT",
  strategy: "momentum",
  side: "sell",
  purpose: "disaster stop",
  type: "stop_market",
  status: "partially_filled",
  style: "taker",
  qty: "1234567.8901",
  filledQty: "0.039",
  price: null,
  triggerPrice: null,
  averagePrice: "51547.34567",
  shortfallBps: 1.2,
  intendedAt: "2024-02-24T21:00:05Z",
  reason: "the stop of the position was moved",
};
const draw = (times: number): readonly string[] => {
  const items = Array.from({ length: times }, () => order);
  const paper = createPaper({ width: 80, colour: false });
  return ordersScreen({ mode: "paper", at: "2024-03-01T00:00:00Z", items }, paper);
};

describe("the orders screen at 80 columns", () => {
  it("is a table of one line an order, even with reasons", () => {
    const lines = draw(3);
    expect(lines[1]).toMatch(/^time +symbol +side/);
    expect(lines.filter((line) => line.startsWith("2024-02-24"))).toHaveLength(3);
    for (const line of lines) expect(visibleWidth(line)).toBeLessThanOrEqual(80);
  });

  it("cuts neither status nor purpose, whatever they are", () => {
    const statuses = ["acknowledged", "partially_filled", "submitted", "rejected", "abandoned", "canceled"];
    const items = statuses.map((status) => ({ ...order, qty: "8025", purpose: "disaster_stop", status }));
    const paper = createPaper({ width: 80, colour: false });
    const text = ordersScreen({ mode: "paper", at: "2024-03-01T00:00:00Z", items }, paper).join("\n");
    expect(text).not.toContain("…");
    expect(text).toMatch(/sell +disaster .* resting\n/);
    expect(text).toMatch(/ part filled\n/);
  });

  it("ends with how many of 8,461 it shows", () => {
    expect(draw(8461).at(-1)).toBe("newest 50 of 8,461: --json has them all");
    expect(draw(50).at(-1)).not.toContain("newest");
  });
});
