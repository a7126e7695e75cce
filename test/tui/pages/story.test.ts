import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ExplainView } from "../../../src/cli/screens/explain-view.js";
import { storyLinks } from "../../../src/cli/screens/story-lines.js";
import type { SessionView } from "../../../src/core/readmodel/session/session-view.js";
import { press, type PressContext, type Pressed } from "../../../src/tui/model/press.js";
import { storyIdOf, toldStory } from "../../../src/tui/model/story.js";
import { initialUi, type UiState } from "../../../src/tui/model/ui-state.js";
import { composeScreen } from "../../../src/tui/screen.js";
import { sampleView, screenOf } from "../sample-view.js";

const at = (time: string): string => `2024-05-01T${time}Z`;
const order = { clientOrderId: "o1", purpose: "open", reason: null };

const POSITION: ExplainView = {
  ...{ mode: "paper", id: "i1", kind: "position", vetoes: [], smallestChange: [] },
  chain: [
    {
      step: "signal",
      at: at("01:00:00"),
      data: {
        strategy: "momentum",
        direction: "long",
        strength: 0.72,
        reasons: ["EMA20 > EMA50", "trend up, ADX 35.5"],
        features: { adx: 35.512345, volatilityRatio: 0.94 },
      },
    },
    { step: "approval", at: at("01:00:00"), data: { rulesEvaluated: 21 } },
    { step: "submitted", at: at("01:00:00"), data: order },
    { step: "acknowledged", at: at("01:00:00.050"), data: order },
    {
      step: "fill",
      at: at("01:00:00.051"),
      data: { side: "buy", qty: "0.012", price: "60010.5", fee: "0.14", liquidity: "maker" },
    },
    {
      step: "fill",
      at: at("01:00:02.7"),
      data: { side: "buy", qty: "0.008", price: "60012", fee: "0.24", liquidity: "taker" },
    },
  ],
};

const VETO: ExplainView = {
  ...{ mode: "paper", id: "v1", kind: "veto" },
  chain: [{ step: "veto", at: at("01:00:00"), data: { primary: "R06", rules: ["R06"] } }],
  vetoes: [{ rule: "R06", message: "the order is worth 12.50 USDT, 20.00 is the least" }],
  smallestChange: [{ path: "risk_limits.min_notional_usd", from: 20, to: 12.5 }],
};

let view: SessionView;
beforeAll(async () => {
  view = await sampleView();
});

const context = (): PressContext => ({ view, nowMs: 0, operator: false, investor: false, isVoid: false });
const pressed = (ui: UiState, ...keys: readonly string[]): Pressed =>
  keys.reduce((now: Pressed, key) => press(now.ui, key, context()), { ui });
const frame = (ui: UiState, width: number, height: number): string =>
  composeScreen(screenOf(view, ui), width, height).rows().join("\n");

describe("a row that is opened", () => {
  it.each(["positions", "vetoes", "orders"] as const)("asks for the story of its row: %s", (page) => {
    const { ui, effect } = pressed(initialUi(page, "default"), "enter");
    expect(effect).toEqual({ kind: "tell", id: ui.story?.id });
    expect(ui).toMatchObject({ open: true, story: { lines: null, problem: null } });
    expect(frame(ui, 80, 24)).toContain("asking the journal");
  });

  it("shows the signal with all that it saw, and each fill with time, price, fee, maker or taker", async () => {
    const { ui } = pressed(initialUi("positions", "default"), "enter");
    const told = toldStory(ui, ui.story?.id ?? "", { ok: true, value: storyLinks(POSITION) });
    const text = frame(told, 80, 24);
    expect(text).toContain("adx 35.512, volatilityRatio 0.94");
    expect(text).toMatch(/05-01 01:00:00\.051\s+fill\s+bought 0\.012 at 60,010\.5 as maker, fee 0\.14/);
    expect(text).toMatch(/05-01 01:00:02\.7\s+fill\s+bought 0\.008 at 60,012 as taker, fee 0\.24/);
    expect(text).toMatch(/01:00:00\.050\s+ack /);
    await expect(`${frame(told, 120, 40)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, "../golden/position-story-120x40.txt"),
    );
  });

  it("of a veto begins with the rule's figures and the smallest change that passes", async () => {
    const { ui } = pressed(initialUi("vetoes", "default"), "enter");
    const told = toldStory(ui, ui.story?.id ?? "", { ok: true, value: storyLinks(VETO) });
    const text = `${frame(told, 80, 24)}\n`;
    expect(text).toContain("risk_limits.min_notional_usd from 20 to 12.5 lets");
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, "../golden/veto-story-80x24.txt"));
  });

  it("scrolls by j, k, ^D and ^U, stops at the end, and leaves by Esc with the cursor where it was", () => {
    const { ui } = pressed(initialUi("orders", "default"), "j", "enter");
    const lines = Array.from({ length: 50 }, (_, n) => ({ at: null, name: "fill", text: `number ${String(n)}.` }));
    const told = toldStory(ui, ui.story?.id ?? "", { ok: true, value: lines });
    const down = pressed(told, "ctrl-d", "j").ui;
    expect(frame(told, 80, 24)).toContain("number 0.");
    expect(frame(down, 80, 24)).toContain("number 11.");
    expect(frame(down, 80, 24)).not.toContain("number 10.");
    expect(pressed(down, "ctrl-u", "ctrl-u", "k").ui.story?.top).toBe(0);
    const far = pressed(told, "ctrl-d", "ctrl-d", "ctrl-d", "ctrl-d", "ctrl-d", "ctrl-d").ui;
    expect(frame(far, 80, 24)).toContain("number 49.");
    expect(pressed(far, "escape").ui).toMatchObject({ open: false, cursors: told.cursors });
  });

  it("says why there is no story, and drops the answer to what is no longer asked", () => {
    const { ui } = pressed(initialUi("vetoes", "default"), "enter");
    const failed = toldStory(ui, ui.story?.id ?? "", { ok: false, error: "the journal does not know it" });
    expect(frame(failed, 80, 24)).toContain("the journal does not know it");
    expect(toldStory(ui, "another", { ok: true, value: [] })).toBe(ui);
  });

  it("is known by the id of a veto and an order, and by the intent of a position", () => {
    const [position] = view.positions;
    expect([storyIdOf({ newest: { id: "v1" } }), storyIdOf({ id: "o1", intentId: "i1" })]).toEqual(["v1", "o1"]);
    expect(storyIdOf(position)).toBe(position?.intentId);
    expect(storyIdOf(null)).toBeNull();
  });
});
