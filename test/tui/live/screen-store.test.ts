import { expect, it } from "vitest";
import { ScreenStore } from "../../../src/tui/live/screen-store.js";
import { initialUi } from "../../../src/tui/model/ui-state.js";
import { composeScreen } from "../../../src/tui/screen.js";
import { sampleView } from "../sample-view.js";

it("p stops the figures, not the clock of the stop; another p shows what came meanwhile", async () => {
  let nowMs = 1_000;
  const terms = { nowMs: () => nowMs, ascii: false, colour: false, investor: false, operator: false };
  const ui = initialUi("overview", "default");
  const store = new ScreenStore(await sampleView({ ageMs: 400 }), ui, { ...terms, onEffect: () => undefined });
  const rowOne = (): string => composeScreen(store.screen, 80, 24).row(0);
  expect(rowOne()).toMatch(/ALIVE 0\.4s/);
  store.press("p");
  nowMs += 12_000;
  store.setView(await sampleView({ lockHeld: false, ageMs: 12_400 }));
  expect(rowOne()).toMatch(/FROZEN 12s/);
  nowMs += 3_000;
  expect(rowOne()).toMatch(/FROZEN 15s/);
  store.press("p");
  store.setView(await sampleView({ lockHeld: false, ageMs: 15_400 }));
  expect(rowOne()).toMatch(/NO DATA 15s/);
});
