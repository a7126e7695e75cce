import { expect, it } from "vitest";
import { showSession } from "../../../../src/core/app/live/show-session.js";
import type { Position } from "../../../../src/core/domain/position.js";
import type { StateCause } from "../../../../src/core/domain/trading-state.js";
import { createEngineState, type EngineState } from "../../../../src/core/engine/state.js";
import { dec, ZERO } from "../../../../src/core/lib/decimal.js";

const cause = (code: string, state: StateCause["state"]): StateCause => ({
  ...{ code, state, kind: "latch", sinceMs: 0, clears: "hedge resume" },
});

function beginWith(state: EngineState, wallet: string): void {
  state.portfolio.navStart = dec("100");
  const figures = { realizedPnl: ZERO, fees: ZERO, funding: ZERO, flows: ZERO, others: null };
  state.portfolio.accounts = { main: { account: "main", wallet: dec(wallet), ...figures } };
}

function watched() {
  const told: unknown[] = [];
  const now = { wallMs: 1_000, passedMs: 0 };
  const news = showSession(
    {
      step: (what, atMs) => void told.push([what, atMs]),
      show: (glance, atMs) => void told.push([glance, atMs]),
      stop: () => undefined,
    },
    { nowMs: () => now.wallMs, monotonicMs: () => now.passedMs },
  );
  return { told, now, news, state: createEngineState("testnet") };
}

it("shows steps until the session has begun, then its state, and the age of the NAV by the session's time", () => {
  const { told, news, state } = watched();
  news.onStep("account modes");
  news.onBeat(state, 50_000);
  expect(told).toEqual([["account modes", 1_000]]);
  beginWith(state, "101.5");
  news.onBeat(state, 50_000);
  const nav = { value: "101.5", ageMs: 0 };
  expect(told[1]).toEqual([{ tradingState: "ACTIVE", causes: [], positions: 0, nav }, 1_000]);
});

it("says how old the NAV is where a position's mark is not known", () => {
  const { told, news, state } = watched();
  beginWith(state, "100");
  const unmarked = { symbol: "ETHUSDT" } as Position;
  state.portfolio.positions = { "main:ETHUSDT": unmarked };
  state.portfolio.nav = { atMs: 38_000, nav: dec("99"), wallet: dec("99"), unrealizedPnl: ZERO };
  news.onBeat(state, 50_000);
  expect(told).toMatchObject([[{ positions: 1, nav: { value: "99", ageMs: 12_000 } }, 1_000]]);
});

it("is told again after a second, or at once when the causes change; those that halt come first, each once", () => {
  const { told, news, now, state } = watched();
  beginWith(state, "100");
  for (let turn = 0; turn < 50; turn += 1) news.onBeat(state, turn);
  expect(told).toHaveLength(1);
  now.passedMs = 999;
  news.onBeat(state, 60);
  expect(told).toHaveLength(1);
  state.portfolio.causes = [
    cause("account_changed", "REDUCING"),
    cause("operator_halt", "HALTED"),
    cause("account_changed", "REDUCING"),
  ];
  news.onBeat(state, 61);
  expect(told).toHaveLength(2);
  expect(told[1]).toMatchObject([{ tradingState: "HALTED", causes: ["operator_halt", "account_changed"] }, 1_000]);
  now.passedMs = 1_998;
  news.onBeat(state, 62);
  expect(told).toHaveLength(2);
  now.passedMs = 1_999;
  news.onBeat(state, 63);
  expect(told).toHaveLength(3);
});
