import { beforeAll, describe, expect, it } from "vitest";
import type { EventBody, JournalEvent } from "../../../src/core/domain/event.js";
import { apply } from "../../../src/core/engine/apply.js";
import { nextStep } from "../../../src/core/engine/next-step.js";
import { bodyOf } from "../../../src/core/engine/replay.js";
import { createEngineState, type EngineContext, type EngineState } from "../../../src/core/engine/state.js";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { openRecordedData, dataDirectory } from "../../../src/core/app/recorded-data.js";
import { rehearse } from "../../../src/core/app/rehearsal.js";
import { planOver } from "../../../src/core/app/session-plan.js";
import { engineConfig } from "../../support/engine-session.js";
import { ofType } from "../../support/engine-story.js";

/** 20 days in which the market fell and rose by a tenth, under a limit of a hundredth a day. */
const SPAN = { fromMs: Date.parse("2024-01-03"), toMs: Date.parse("2024-01-23") };
const events: JournalEvent[] = [];
let context: EngineContext;

beforeAll(async () => {
  const config = engineConfig({
    "risk_limits.global.daily_loss_limit_pct": 0.01,
    "risk_limits.global.hard_daily_loss_pct": 0.02,
    "strategy_config.universe": ["BTCUSDT", "ETHUSDT", "SOLUSDT"],
    "strategy_registry.strategies.momentum.symbols": ["BTCUSDT", "ETHUSDT", "SOLUSDT"],
  });
  const store = await openRecordedData(dataDirectory(config));
  const plan = await planOver(config, SPAN, { files: nodeFiles, store });
  context = plan.context;
  const follow = { onEvent: (event: JournalEvent) => void events.push(event), onProgress: () => undefined };
  await rehearse(plan, follow);
}, 60_000);

/** The books as of a line. */
function booksAt(seq: number): EngineState {
  const state = createEngineState("paper");
  for (const event of events) if (event.seq <= seq) apply(state, bodyOf(event), context);
  return state;
}

/** Every line after which something is held and nothing is left to decide; a few of them. */
function momentsWithPositions(count: number): readonly number[] {
  const state = createEngineState("paper");
  const seqs: number[] = [];
  for (const event of events) {
    apply(state, bodyOf(event), context);
    const held = Object.keys(state.portfolio.positions).length > 0;
    if (held && event.type === "order.acknowledged" && nextStep(state, context) === null) seqs.push(event.seq);
  }
  return Array.from({ length: count }, (_, i) => seqs[Math.floor(((i + 0.5) * seqs.length) / count)] ?? 0);
}

describe("a session that goes on under another configuration and is told its history once more", () => {
  it("holds the same books, marks and timers at 8 moments with positions, and decides nothing on prices of weeks ago", () => {
    const moments = momentsWithPositions(8);
    expect(new Set(moments).size).toBe(8);
    for (const seq of moments) {
      const before = booksAt(seq);
      const state = structuredClone(before);
      const { symbols, configHash, config, codeVersion } = ofType(events, "session.started")[0]!;
      const configured: EventBody = {
        ...{ type: "session.configured", atMs: state.atMs, symbols, configHash, config, codeVersion, notes: [] },
      };
      apply(state, configured, context);
      const history = ofType(events, "market.bars").filter((bars) => bars.seq <= seq);
      const decided = new Set<string>();
      for (const bars of history) {
        apply(state, { ...bodyOf(bars), warmup: true } as EventBody, context);
        const step = nextStep(state, context);
        if (step !== null) decided.add(`${String(seq)} ${JSON.stringify(step).slice(0, 200)}`);
      }
      expect([...decided]).toEqual([]);
      // Indicators included: what was folded anew from the same bars is the same.
      expect(state).toEqual(before);
    }
  });

  it("keeps every wait of a stopped direction, bars held and best closes where a symbol is new, at 4 moments or more: all of its history is news", () => {
    const { symbols, configHash, config, codeVersion } = ofType(events, "session.started")[0]!;
    let waits = 0;
    let moments = 0;
    for (const seq of momentsWithPositions(16)) {
      const before = booksAt(seq);
      const state = structuredClone(before);
      const held = Object.values(state.portfolio.positions).map(({ symbol }) => symbol);
      const fresh = symbols.find((symbol) => !held.includes(symbol));
      if (fresh === undefined) continue;
      moments += 1;
      Reflect.deleteProperty(state.market, fresh);
      const named = { symbols, configHash, config, codeVersion, notes: [] };
      apply(state, { type: "session.configured", atMs: state.atMs, ...named }, context);
      for (const bars of ofType(events, "market.bars").filter((one) => one.seq <= seq)) {
        apply(state, { ...bodyOf(bars), warmup: true } as EventBody, context);
      }
      expect(state.rearm.filter(({ symbol }) => symbol !== fresh)).toEqual(
        before.rearm.filter(({ symbol }) => symbol !== fresh),
      );
      expect(state.portfolio.positions).toEqual(before.portfolio.positions);
      waits += state.rearm.length;
    }
    expect(moments).toBeGreaterThanOrEqual(4);
    expect(waits).toBeGreaterThan(0);
  });

  it("counts a bar that nobody had told: position, best close and timer of the next hour move on", () => {
    const [seq = 0] = momentsWithPositions(1);
    const state = booksAt(seq);
    const [key = ""] = Object.keys(state.portfolio.positions);
    const held = structuredClone(state.portfolio.positions[key]!);
    const next = ofType(events, "market.bars").find((bars) => bars.seq > seq)!;
    apply(state, { ...bodyOf(next), warmup: true } as EventBody, context);
    expect(state.portfolio.positions[key]?.barsHeld).toBe(held.barsHeld + 1);
    expect(state.market[held.symbol]?.markAtMs).toBe(next.atMs);
  });
});
