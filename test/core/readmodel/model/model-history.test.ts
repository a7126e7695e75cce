import { describe, expect, it } from "vitest";
import { ModelHistory } from "../../../../src/core/readmodel/model/model-history.js";
import { CONFIGURED, MODEL_STORY } from "../../../support/model-story.js";
import { plantedModel } from "../../../support/planted-model.js";

function told(events: readonly Parameters<ModelHistory["onEvent"]>[0][]): ModelHistory["view"] {
  const history = new ModelHistory();
  for (const event of events) history.onEvent(event);
  return history.view;
}

describe("what a model said, and what came of it", () => {
  it("is nothing in a session without one", () => {
    expect(told([])).toMatchObject({ model: null, drift: null, predictions: [], counts: { asked: 0 } });
  });

  it("names the model of the configuration that holds with its evaluation and hashes, without a prediction yet", () => {
    const { model, live } = told([CONFIGURED]);
    expect(model).toMatchObject({ id: "logistic-planted", strategy: "momentum", kind: "logistic", rows: 2_000 });
    expect(model?.checks.every(({ pass }) => pass)).toBe(true);
    expect(model?.hashes.model).toBe(plantedModel().hashes.model);
    expect(live).toMatchObject({ closed: 0, paid: 0, brier: null, promisedBrier: 0.23 });
  });

  it("says of each entry whether it was sent, vetoed or refused later, and why", () => {
    const { predictions, counts, drift } = told(MODEL_STORY);
    expect(counts).toEqual({ asked: 5, sent: 2, vetoed: 2, refused: 1 });
    expect(predictions.map(({ symbol, did, why }) => [symbol, did, why])).toEqual([
      ["XRPUSDT", "refused", "R08"],
      ["SOLUSDT", "vetoed", "not known: return168"],
      ["ETHUSDT", "vetoed", "0.410 against min_probability 0.5"],
      ["BTCUSDT", "sent", null],
      ["BTCUSDT", "sent", null],
    ]);
    expect(drift).toEqual({ at: "2024-05-01T05:00:00Z", psi: 0.131 });
  });

  it("sets what closed positions brought, net of fees and funding, beside what was said and promised", () => {
    const { predictions, live } = told(MODEL_STORY);
    expect(predictions.map(({ net }) => net)).toEqual([null, null, null, -10, 15]);
    expect(live).toMatchObject({ closed: 2, paid: 1, promisedBrier: 0.23 });
    expect(live.meanSaid).toBeCloseTo(0.65, 12);
    expect(live.brier).toBeCloseTo((0.3 ** 2 + 0.6 ** 2) / 2, 12);
    expect(live.bands.map(({ count, shareSeen }) => [count, shareSeen])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it("begins its calibration anew with another model, and keeps it when the same one is configured again", () => {
    expect(told([...MODEL_STORY, CONFIGURED]).live.closed).toBe(2);
    const none = { ...CONFIGURED, config: {} } as typeof CONFIGURED;
    const view = told([...MODEL_STORY, none]);
    expect(view.model).toBeNull();
    expect(view.live.closed).toBe(0);
    expect(view.predictions).toHaveLength(5);
  });
});
