import { describe, expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import {
  armScreen,
  disarmScreen,
  flattenScreen,
  type FlattenView,
  haltScreen,
  type HaltView,
  resumeScreen,
} from "../../../src/cli/screens/operator-screen.js";

const paper = createPaper({ width: 200, colour: false });

const halted: HaltView = {
  mode: "paper",
  tradingState: "HALTED",
  causes: [],
  haltedStrategies: [],
  seq: 42,
  already: false,
  executor: "running",
  strategy: null,
  since: "2024-02-01T04:00:00Z",
  positions: 1,
};

const flat: FlattenView = {
  mode: "testnet",
  tradingState: "HALTED",
  executor: "running",
  symbol: null,
  flat: true,
  held: [{ symbol: "BTCUSDT", side: "short", qty: "0.0120" }],
  closed: [{ symbol: "BTCUSDT", side: "short", qty: "0.012", foreign: false }],
  notes: [],
  remaining: [],
  unknown: [],
  killedPid: null,
  sessionEnded: false,
  elapsedMs: 1_240,
  marketMs: 3_600_000,
};

describe("an operator's command says in one or two lines what holds now", () => {
  it("halt: what stays, and who goes on with it", () => {
    expect(haltScreen(halted, paper)).toEqual([
      "HALTED: paper opens nothing until `hedge resume`; 1 position with stops that stay",
      "journal line 42; the executor runs on",
    ]);
    expect(haltScreen({ ...halted, already: true, seq: null, executor: "none" }, paper)).toEqual([
      "HALTED: paper is halted since 2024-02-01 04:00Z; nothing changed; 1 position with stops that stay",
      "no executor runs; the next one starts with this",
    ]);
    expect(haltScreen({ ...halted, tradingState: "ACTIVE", strategy: "momentum" }, paper)[0]).toBe(
      "ACTIVE: momentum opens nothing until `hedge resume`; the others go on",
    );
  });

  it("resume: what was cleared, and what still limits", () => {
    const causes = [{ code: "lease_missing", clears: "hedge arm (no lease)" }];
    const resumed = { ...halted, tradingState: "REDUCING", causes, cleared: ["operator_halt", "strategy:momentum"] };
    expect(resumeScreen(resumed, paper)[0]).toBe(
      "REDUCING: cleared operator_halt, strategy:momentum; lease_missing still limits it and clears by: hedge arm (no lease)",
    );
  });

  it("arm and disarm: until when, how much, and what goes on without it", () => {
    const armed = {
      ...halted,
      mode: "prod",
      tradingState: "ACTIVE",
      until: "2026-02-01T04:00:00Z",
      maxNotional: "25000",
    };
    expect(armScreen(armed, paper)[0]).toBe(
      "ACTIVE: prod may hold up to 25,000.00 USDT until 2026-02-01 04:00Z, with this configuration only",
    );
    expect(disarmScreen({ ...armed, already: true }, paper)[0]).toBe("ACTIVE: prod had no lease; nothing changed");
  });

  it("flatten: what was closed and how long it took, what is left, who was ended for it", () => {
    expect(flattenScreen(flat, paper)).toEqual([
      "HALTED: testnet is flat: closed short 0.012 BTCUSDT in 1.2s, 1h of market time; nothing is opened until `hedge resume`",
    ]);
    const left = { ...flat, flat: false, remaining: flat.held, killedPid: 77 };
    expect(flattenScreen(left, paper)).toEqual([
      "Process 77 did not answer and was ended.",
      "HALTED: NOT FLAT after 1.2s: short 0.012 BTCUSDT left; the executor goes on closing",
    ]);
    const cut = {
      ...left,
      killedPid: null,
      executor: "none",
      unknown: ["the venue did not answer at the end"],
    } as const;
    expect(flattenScreen({ ...cut, remaining: [] }, paper)).toEqual([
      "HALTED: NOT KNOWN TO BE FLAT after 1.2s; say it again, or start the executor: it goes on closing",
      "Not known: the venue did not answer at the end.",
    ]);
    const notes = ["buy 0.1 ETHUSDT, order x, is not ours and was left at the venue"];
    expect(flattenScreen({ ...flat, flat: false, notes }, paper)).toEqual([
      "HALTED: NOT SAFE after 1.2s: nothing is held, but an order that is not ours can open a position",
      "Note: buy 0.1 ETHUSDT, order x, is not ours and was left at the venue.",
    ]);
    expect(flattenScreen({ ...left, executor: "none" }, paper)[1]).toContain("say it again, or start the executor");
    expect(flattenScreen({ ...flat, sessionEnded: true, flat: false, remaining: flat.held }, paper)).toEqual([
      "The session has ended: nothing is held at a venue. Its books end with short 0.012 BTCUSDT.",
    ]);
  });
});
