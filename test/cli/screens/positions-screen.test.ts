import { expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import { positionsScreen } from "../../../src/cli/screens/positions-screen.js";

const held = (account: string, side: string) => ({
  ...{ account, symbol: "BTCUSDT", strategy: "momentum", side, qty: "0.5", entryPrice: "60000", markPrice: "61000" },
  ...{ notional: "30500", exposure: 0.305, unrealizedPnl: "500", fees: "15", funding: "0", stopPrice: "58000" },
  ...{ barsHeld: 3, openedAt: "2024-05-01T00:00:00Z", unprotectedSince: null },
});
const titles = (...items: readonly ReturnType<typeof held>[]): string => {
  const paper = createPaper({ width: 80, colour: false });
  return positionsScreen({ mode: "paper", at: "2024-05-01T03:00:00Z", items }, paper)[1] ?? "";
};

it("at 80 columns the positions of two accounts say first whose they are; those of one do not say it", () => {
  expect(titles(held("main", "long"), held("alt", "short"))).toMatch(/^account {2}symbol/);
  expect(titles(held("main", "long"))).toMatch(/^symbol {3}side/);
});
