import { describe, expect, it } from "vitest";
import { createEngineContext } from "../../../../src/core/app/engine-context.js";
import { openRecordedData } from "../../../../src/core/app/recorded-data.js";
import { present } from "../../../../src/core/lib/invariant.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { datasetOf } from "../../../../src/core/research/ml/dataset.js";
import {
  type Episode,
  judgePolicy,
  linearPolicy,
  searchPolicy,
} from "../../../../src/core/research/ml/linear-policy.js";
import { collectSamples } from "../../../../src/core/research/ml/samples.js";
import { loaded, shippedTexts } from "../../config/support.js";
import { RECIPE } from "./planted.js";

/** Rewards of ±1 % with a tilt of `edge` towards the sign of the first figure; the second says nothing. */
function episodes(edge: number, seed: string): readonly Episode[] {
  const rng = createRng(seed);
  return Array.from({ length: 2_000 }, () => {
    const state = Float64Array.of(rng.next() * 2 - 1, rng.next() * 2 - 1);
    return { state, reward: (rng.next() < 0.5 + edge * Math.sign(state[0] ?? 0) ? 0.01 : -0.01) - 0.001 };
  });
}

describe("a policy learned offline", () => {
  it("skips what it does not know", () => {
    expect(linearPolicy("p", [5, 1]).choose([Number.NaN])).toBe("skip");
    expect(linearPolicy("p", [-1, 2]).choose([0.6])).toBe("take");
  });

  it("finds a tilt that is there, and gains on episodes it has not seen", () => {
    const found = judgePolicy(episodes(0.2, "tilted"));
    expect(found.unseenT).toBeGreaterThan(4);
    expect(found.unseen).toBeGreaterThan(0.001);
  });

  it("earns on noise where it learned, and nothing beyond luck afterwards", () => {
    const found = judgePolicy(episodes(0, "noise"));
    expect(found.learned).toBeGreaterThan(found.unseen);
    expect(found.unseenT).toBeLessThan(2);
  });

  it("is the same for a seed", () => {
    const some = episodes(0.1, "twice").slice(0, 300);
    expect(searchPolicy(some)).toEqual(searchPolicy(some));
  });

  it("on recorded entries of momentum earns where it learned and shows no gain afterwards that luck does not explain", async () => {
    const config = loaded(shippedTexts(), { dotEnvPath: null });
    const strategy = present(
      createEngineContext(config).strategies.find(({ id }) => id === "momentum"),
      "momentum",
    );
    const symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
    const recipe = { ...RECIPE, symbols, horizonBars: 48, takeMultiple: 2, feeBps: 5, slippageBps: 5 };
    const { x, returns } = datasetOf(await collectSamples(await openRecordedData("research/data"), strategy, recipe));
    const found = judgePolicy(
      Array.from(returns, (reward, row) => ({
        reward,
        state: x.values.subarray(row * x.columns, (row + 1) * x.columns),
      })),
    );
    expect(found.learned).toBeGreaterThan(0);
    expect(found.learned).toBeGreaterThan(found.unseen);
    expect(found.unseenT).toBeLessThan(2);
  }, 60_000);
});
