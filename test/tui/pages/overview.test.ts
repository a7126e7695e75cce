import { describe, expect, it } from "vitest";
import type { SessionView } from "../../../src/core/readmodel/session/session-view.js";
import { composeScreen } from "../../../src/tui/screen.js";
import { sampleView, screenOf } from "../sample-view.js";

/** Trading is halted, and a hundred and seventy-two orders were refused by it. */
async function halted(): Promise<SessionView> {
  const view = await sampleView();
  const [veto] = view.vetoes;
  if (veto === undefined) throw new Error("the sample has a veto");
  const stopped = { rule: "R01", code: "trading_halted", measured: 2, limit: 0, unit: "state" as const };
  const vetoes = Array.from({ length: 172 }, (_, index) => ({ ...veto, id: `v${String(index)}`, vetoes: [stopped] }));
  return { ...view, vetoes, risk: { ...view.risk, vetoes: { ...view.risk.vetoes, total: 172 } } };
}

const rowsAt = (view: SessionView, width: number, height: number): readonly string[] =>
  composeScreen(screenOf(view), width, height).rows();

describe("the overview", () => {
  it("counts vetoes on the title alone: no figure of a row runs into it, and a state is a word", async () => {
    const text = rowsAt(await halted(), 80, 24).join("\n");
    expect(text).toMatch(/VETOES 172 in 1d {2}\[3\]/);
    expect(text).toMatch(/trading_halted: HALTED$/m);
    expect(text).not.toMatch(/more \[3\]|2 >/);
  });

  it("at 60 columns leaves out what has no room beside, instead of writing over it", async () => {
    const rows = rowsAt(await sampleView(), 60, 16).slice(2);
    expect(rows.join("\n")).toMatch(/BTCUSDT {2}unknown$/m);
    expect(rows.join("\n")).not.toMatch(/unk\w*ack|[0-9]…/);
  });

  it("at 200×60 the log has the rows that positions leave, and its sentences are whole", async () => {
    const reason = "buy 3478 ADAUSDT at 0.3518 was refused: margin of the account";
    const events = [{ type: "order.rejected", clientOrderId: "o2", code: -2019, reason }];
    const text = rowsAt(await sampleView({ events }), 200, 60).join("\n");
    expect(text).toContain(reason);
  });

  it("fifty positions leave the log ten rows", async () => {
    const view = await sampleView();
    const [held] = view.positions;
    if (held === undefined) throw new Error("the sample holds something");
    const positions = Array.from({ length: 50 }, (_, index) => ({ ...held, symbol: `COIN${String(index)}USDT` }));
    const rows = rowsAt({ ...view, positions }, 200, 60);
    expect(rows.filter((row) => /COIN\d+USDT/.test(row))).toHaveLength(44);
    expect(rows.findIndex((row) => row.includes("LOG of the journal"))).toBe(48);
  });
});
