import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PAPER_SERVE } from "../../../contract/support/socket-bench.js";
import { ERROR_TABLE } from "../../../../src/core/adapters/binance-usdm/error-table.js";

const page = readFileSync(new URL("../../../../docs/venues/binance-usdm.md", import.meta.url), "utf8");

describe("docs/venues/binance-usdm.md", () => {
  it("shows every row of the error table, the largest number first, and no other", () => {
    const shown = [...page.matchAll(/^\| (-\d+) +\| `(\w+)` +\| (.*?) +\|$/gm)].map((row) => row.slice(1));
    const rows = [...ERROR_TABLE].sort(([a], [b]) => b - a);
    expect(rows.length).toBeGreaterThan(90);
    expect(shown).toEqual(rows.map(([code, { reaction, meaning }]) => [String(code), reaction, meaning]));
  });

  it("says of every capability what the gateway declares", () => {
    const rows = [
      ["conditional orders", "conditionalOrders"],
      ["closePosition stops", "closePositionStops"],
      ["good till date", "goodTillDate"],
      ["change of an order", "orderChanges"],
      ["reduce-only exempt from the minimum notional", "reduceOnlyMinNotionalExempt"],
    ] as const;
    const { venue: _venue, streams: _streams, ...flags } = PAPER_SERVE.capabilities;
    expect(rows.map(([, name]) => name).sort()).toEqual(Object.keys(flags).sort());
    for (const [row, name] of rows)
      expect(page).toMatch(new RegExp(`^\\| ${row} \\| ${flags[name] ? "yes" : "no"} \\|`, "m"));
  });
});
