import { describe, expect, it } from "vitest";
import type { ModelEvaluation } from "../../../../src/core/domain/meta-model.js";
import { modelChecks, passesEvaluation } from "../../../../src/core/domain/model-verdict.js";
import { crossValidate } from "../../../../src/core/research/ml/cross-validate.js";
import { datasetOf } from "../../../../src/core/research/ml/dataset.js";
import { samplesOf } from "../../../../src/core/research/ml/samples.js";
import { trainModel } from "../../../../src/core/research/ml/train-model.js";
import { DAILY_BUYER, plantedBars, RECIPE } from "./planted.js";

/** Eight years of hours: a good 2,900 entries. */
const BARS = 70_000;
const PASS_AT = 0.5;

/** Each evaluation is made once. */
const known = new Map<string, ModelEvaluation>();

function evaluate(edge: number, seed: string, kind: "gbm" | "logistic"): ModelEvaluation {
  const key = `${seed} ${kind} ${String(edge)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const set = samplesOf(plantedBars(BARS, { edge, seed }), null, { strategy: DAILY_BUYER, recipe: RECIPE });
  const found = crossValidate(datasetOf(set), { ...RECIPE, kind }, { passAt: PASS_AT, trials: 1 });
  if (found === null) throw new Error("there are samples enough");
  known.set(key, found);
  return found;
}

describe("the evaluation of a model", { timeout: 120_000 }, () => {
  it.each(["gbm", "logistic"] as const)("finds an edge that was planted in bars (%s)", (kind) => {
    const found = evaluate(0.001, "planted", kind);
    expect(modelChecks(found).filter(({ pass }) => !pass)).toEqual([]);
    expect(found.auc).toBeGreaterThan(0.6);
    expect(found.passedReturn).toBeGreaterThan(found.meanReturn + 0.003);
  });

  it.each(["noise 1", "noise 2"])("says of %s that there is nothing in it", (seed) => {
    for (const kind of ["gbm", "logistic"] as const) {
      const found = evaluate(0, seed, kind);
      expect(passesEvaluation(found)).toBe(false);
      expect(Math.abs(found.auc - 0.5)).toBeLessThan(0.05);
      expect(modelChecks(found).find(({ name }) => name === "skill")?.pass).toBe(false);
    }
  });

  it("asks for more skill the more models were tried: 2 alone, 2 + √(2 ln 20) of twenty", () => {
    const found = evaluate(0.001, "planted", "logistic");
    const limit = (trials: number): number | undefined =>
      modelChecks({ ...found, trials }).find(({ name }) => name === "skill")?.limit;
    expect(limit(1)).toBe(2);
    expect(limit(20)).toBeCloseTo(2 + Math.sqrt(2 * Math.log(20)), 12);
  });

  it("passes no figure that is not known", () => {
    const found = evaluate(0.001, "planted", "logistic");
    for (const key of ["skillT", "auc", "calibrationError", "samples", "foldsWon"] as const) {
      expect(passesEvaluation({ ...found, [key]: Number.NaN })).toBe(false);
    }
    expect(passesEvaluation({ ...found, passedReturn: null })).toBe(false);
    expect(passesEvaluation(null)).toBe(false);
  });
});

describe("training", () => {
  it("gives the same model for the same recipe, and names what it left out and why", () => {
    const set = samplesOf(plantedBars(20_000, { edge: 0.001, seed: "twice" }), null, {
      strategy: DAILY_BUYER,
      recipe: RECIPE,
    });
    const data = datasetOf(set);
    const [first, second] = [1, 2].map(() => trainModel(data, RECIPE, "daily"));
    expect(first?.hash).toBe(second?.hash);
    expect(data.leftOut.map(({ feature }) => feature)).toEqual([
      "fundingRate",
      "fundingMean",
      "spreadBps",
      "imbalance",
    ]);
    expect(first?.core.learnedUntilMs).toBe(Math.max(...set.samples.map(({ toMs }) => toMs)));
    expect(trainModel(data, { ...RECIPE, seed: 2 }, "daily").hash).not.toBe(first?.hash);
  });

  it("refuses to learn from 40 entries", () => {
    const bars = plantedBars(1_200, { edge: 0, seed: "few" });
    const data = datasetOf(samplesOf(bars, null, { strategy: DAILY_BUYER, recipe: RECIPE }));
    expect(() => trainModel(data, RECIPE, "daily")).toThrow(/daily has \d+ usable entries/);
  });
});
