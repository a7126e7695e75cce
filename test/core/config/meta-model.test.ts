import { describe, expect, it } from "vitest";
import { configHash } from "../../../src/core/config/hash.js";
import { GOOD, plantedModel } from "../../support/planted-model.js";
import { changedTexts, load, loaded, memoryFiles, problemOf, shippedTexts } from "./support.js";

const FILE = "cache/paper/models/logistic-planted/record.json";
const SETTING = "strategy_config.screener.meta_signal.model";

function withModel(record: object): Record<string, string> {
  return { ...changedTexts({ [SETTING]: FILE }), [FILE]: JSON.stringify(record) };
}

describe("a model in the configuration", () => {
  it("is none as shipped: the hash is that of a configuration without the key", () => {
    expect("model" in loaded(shippedTexts()).strategy_config.screener.meta_signal).toBe(false);
  });

  it("stands there with its contents, so that the hash and the journal hold all that decides", () => {
    const config = loaded(withModel(plantedModel()));
    expect(JSON.parse(config.strategy_config.screener.meta_signal.model ?? "")).toEqual(plantedModel());
    const other = plantedModel({ validUntilMs: 8e15 });
    expect(configHash(loaded(withModel(other)))).not.toBe(configHash(config));
  });

  it("can be named by the environment", () => {
    const env = { HEDGE__STRATEGY_CONFIG__SCREENER__META_SIGNAL__MODEL: FILE };
    const texts = { ...shippedTexts(), [FILE]: JSON.stringify(plantedModel({}, { evaluation: null })) };
    expect(problemOf(texts, { env, files: memoryFiles(texts) }).message).toContain("was never evaluated");
  });

  it.each([
    ["was never evaluated", plantedModel({}, { evaluation: null }), "hedge ml evaluate logistic-planted"],
    [
      "failed its evaluation: skill 1.9 against 2",
      plantedModel({}, { evaluation: { ...GOOD, skillT: 1.9 } }),
      "Leave the key out",
    ],
    [
      "failed its evaluation: pays -0.0001 against 0",
      plantedModel({}, { evaluation: { ...GOOD, passedReturn: -0.0001 } }),
      "Leave",
    ],
    ["another version of the code", plantedModel({}, { featureCode: "1".repeat(64) }), "Train and evaluate it anew"],
    [
      "was changed since it was written",
      { ...plantedModel({}, { evaluation: null }), evaluation: GOOD },
      "Train and evaluate",
    ],
    ["is no whole record", { schema: "hedge.model/1" }, "Train and evaluate"],
    ["which strategy_registry.json does not have", plantedModel({ strategy: "sunshine" }), "Register sunshine"],
  ])("is refused with place, value and remedy where it %s", (words, record, fix) => {
    const problem = problemOf(withModel(record));
    expect(problem).toMatchObject({
      file: "strategy_config.json",
      path: "screener.meta_signal.model",
      code: "not_allowed",
    });
    expect(problem.message).toContain(words);
    expect(problem.value).toBeTruthy();
    expect(problem.fix).toContain(fix);
  });

  it("is refused where no file of that name is, and never taken for none", () => {
    const result = load(changedTexts({ [SETTING]: "nowhere/record.json" }));
    expect(result.ok).toBe(false);
    expect(result.ok ? [] : result.error.map(({ message }) => message)).toEqual(["nowhere/record.json is not there"]);
  });
});
