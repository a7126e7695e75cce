import { describe, expect, it, vi } from "vitest";
import { through } from "./support/session-lab.js";

/** Bars come once a second, and a busy machine runs several sessions at once. */
vi.setConfig({ testTimeout: 240_000 });

const UNIVERSE = ["BTCUSDT"];

describe.concurrent("a trade by hand in a market that the session does not trade", () => {
  it.each([
    ["long, in a market of venues.json", "buy", "ETHUSDT"],
    ["short, in a market of venues.json", "sell", "ETHUSDT"],
    ["long, in a market that no file names", "buy", "NEWUSDT"],
    ["short, in a market that no file names", "sell", "NEWUSDT"],
  ] as const)(
    "%s: closed at market after the 10 s without a stop, and the session goes on",
    async (_what, side, symbol) => {
      await through({ symbols: ["BTCUSDT", symbol], universe: UNIVERSE }, async (lab) => {
        await lab.holding("BTCUSDT");
        lab.venue.faults.happen({ kind: "manual_trade", symbol, side, qty: "5" });
        await lab.until(() => lab.position(symbol) !== undefined, "the position in the books");
        await lab.until(() => lab.codes().includes("forced_event"), "the latch");
        await lab.until(() => lab.position(symbol) === undefined, "it closed");
        const { cycle } = lab.state;
        await lab.until((state) => state.cycle >= cycle + 2, "two more cycles");
        expect((await lab.venue.witness()).positions.get(symbol) ?? "0").toMatch(/^0(?:\.0+)?$/);
        expect(lab.isProtected("BTCUSDT")).toBe(true);
      });
    },
  );
});
