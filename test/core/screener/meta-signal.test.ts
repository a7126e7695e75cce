import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MetaQuestion } from "../../../src/core/domain/meta-signal.js";
import { askModel } from "../../../src/core/screener/meta-signal.js";
import { screenerPolicySchema } from "../../../src/core/screener/policy.js";

const policy = screenerPolicySchema.parse({}).meta_signal;
const question: MetaQuestion = {
  strategy: "momentum",
  symbol: "BTCUSDT",
  side: "buy",
  strength: 0.5,
  horizonBars: 48,
  features: {},
};

function ask(probability: number, validUntilMs = 10): ReturnType<typeof askModel> {
  return askModel({ id: "m", validUntilMs, probability: () => probability }, question, { policy, atMs: 10 });
}

describe("a meta-signal", () => {
  it("scales from 0.5 at a probability of 0.5 to 1 at 0.6, and vetoes 0.499 with its limit and setting", () => {
    expect(ask(0.5)).toMatchObject({ scale: 0.5 });
    expect(ask(0.6)).toMatchObject({ scale: 1 });
    expect(ask(1)).toMatchObject({ scale: 1 });
    expect(ask(0.55)).toMatchObject({ scale: expect.closeTo(0.75, 9) as number });
    const setting = "strategy_config.screener.meta_signal.min_probability";
    expect(ask(0.499)).toMatchObject({
      drop: { reason: "ml_veto", detail: { measured: 0.499, limit: 0.5, setting } },
    });
  });

  it("vetoes what it can't say, what is no probability, and what a model says after its day", () => {
    for (const answer of [ask(Number.NaN), ask(1.01), ask(Infinity), ask(0.9, 9), ask(0.9, Number.NaN)]) {
      expect(answer).toMatchObject({ drop: { reason: "ml_veto" } });
    }
  });

  it("tells what it saw and said, null for what is not known", () => {
    const model = { id: "m", validUntilMs: 10, features: ["a", "b"], probability: () => 0.6 };
    const view = { drift: 0.05, features: () => ({ a: 1.5, b: Number.NaN, c: 2 }) };
    expect(askModel(model, question, { policy, atMs: 10, view }).prediction).toEqual({
      ...{ model: "m", strategy: question.strategy, symbol: "BTCUSDT", side: "buy" },
      ...{ probability: 0.6, scale: 1, drift: 0.05, features: { a: 1.5, b: null } },
    });
  });

  it("fades to the floor as the market drifts, vetoes from an index of 0.25 on, and where drift is unknown", () => {
    const model = { id: "m", validUntilMs: 10, probability: () => 1 };
    const at = (drift: number): unknown =>
      askModel(model, question, { policy, atMs: 10, view: { drift, features: () => ({}) } });
    expect(at(0.1)).toMatchObject({ scale: 1 });
    expect(at(0.175)).toMatchObject({ scale: expect.closeTo(0.75, 9) as number });
    const setting = "strategy_config.screener.meta_signal.max_drift";
    expect(at(0.25)).toMatchObject({ drop: { detail: { measured: 0.25, limit: 0.25, setting } } });
    expect(at(Number.NaN)).toMatchObject({ drop: { reason: "ml_veto" }, prediction: { drift: null, scale: null } });
  });

  it("says nothing of the time it learned from", () => {
    const model = { id: "m", validUntilMs: 20, learnedUntilMs: 10, probability: () => 1 };
    expect(askModel(model, question, { policy, atMs: 10 })).toMatchObject({ drop: { reason: "ml_veto" } });
    expect(askModel(model, question, { policy, atMs: 11 })).toMatchObject({ scale: 1 });
  });

  it("never gives less size for a higher probability, and never more than 1", () => {
    const chances = fc.double({ min: 0.5, max: 1, noNaN: true });
    fc.assert(
      fc.property(chances, chances, (a, b) => {
        const [less, more] = [ask(Math.min(a, b)), ask(Math.max(a, b))];
        if (!("scale" in less) || !("scale" in more)) throw new Error("both are let pass");
        expect(more.scale).toBeGreaterThanOrEqual(less.scale);
        expect(more.scale).toBeLessThanOrEqual(1);
        expect(less.scale).toBeGreaterThanOrEqual(0.5);
      }),
    );
  });
});
