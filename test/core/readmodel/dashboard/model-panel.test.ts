import { expect, it } from "vitest";
import { panelHtml } from "../../../../src/core/page/live-page.js";
import { modelPanels } from "../../../../src/core/readmodel/dashboard/model-panel.js";
import { ModelHistory } from "../../../../src/core/readmodel/model/model-history.js";
import { CONFIGURED, MODEL_STORY } from "../../../support/model-story.js";

function htmlOf(events: typeof MODEL_STORY): string {
  const history = new ModelHistory();
  for (const event of events) history.onEvent(event);
  return modelPanels(history.view).map(panelHtml).join("\n");
}

it("there is no panel in a session without a model", () => {
  expect(htmlOf([])).toBe("");
});

it("a model that is on has one before the first prediction, with what its evaluation promised", () => {
  const html = htmlOf([CONFIGURED]);
  expect(html).toContain("logistic-planted: logistic regression on entries of momentum");
  expect(html).toContain("evaluation passes: AUC 0.610");
  expect(html).toContain("not asked about an entry yet");
});

it("its predictions, its vetoes with their reason, and what came of two closed positions are told", () => {
  const html = htmlOf(MODEL_STORY);
  for (const words of [
    "2 closed: 50% paid where it said 65%",
    "vetoed: 0.410 against min_probability 0.5",
    "refused: R08",
  ]) {
    expect(html.replaceAll("\u00a0", "")).toContain(words);
  }
  expect(html).toContain("drift (PSI) 0.131");
});
