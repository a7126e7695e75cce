import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFaultHooks } from "../../../../../src/core/adapters/paper-server/faults/create-fault-hooks.js";
import type { FaultHooks, RequestFault } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { HOUR_MS, MINUTE_MS } from "../../../../../src/core/lib/time.js";
import { hooksOf, orderRequest, scriptOf, T0 } from "./script-text.js";

const busy = { on: "request", do: { kind: "busy_503" } };
const statusOf = (faults: readonly RequestFault[]): number | null => {
  const answer = faults.find((fault) => fault.kind === "answer");
  return answer?.kind === "answer" ? answer.status : null;
};
const actsOn = (hooks: FaultHooks, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter(() => hooks.onRequest(orderRequest()).length > 0);

describe("when a rule acts", () => {
  it("lets 2 pass, then takes every 3rd, 2 times in all", () => {
    expect(actsOn(hooksOf({ ...busy, when: { after: 2, every: 3, times: 2 } }), 20)).toEqual([3, 6]);
  });

  it("sleeps before at and from until on", () => {
    const hooks = hooksOf({ ...busy, when: { at: "2024-05-01T01:00:00Z", until: "+2h" } });
    const acted = [0, 59, 60, 119, 120].map(
      (minutes) => hooks.onRequest(orderRequest({}, T0 + minutes * MINUTE_MS)).length,
    );
    expect(acted).toEqual([0, 0, 1, 1, 0]);
  });

  it("counts +1h from the first question where nobody says when the venue started", () => {
    const hooks = createFaultHooks(scriptOf({ ...busy, when: { at: "+1h" } }), { seed: "7" });
    const acted = [T0 + 5, T0 + HOUR_MS, T0 + HOUR_MS + 5].map(
      (atMs) => hooks.onRequest(orderRequest({}, atMs)).length,
    );
    expect(acted).toEqual([0, 0, 1]);
  });

  it("acts on about a quarter of 2,000 requests with probability 0.25", () => {
    const count = actsOn(hooksOf({ ...busy, when: { probability: 0.25 } }), 2_000).length;
    expect(count).toBeGreaterThan(440);
    expect(count).toBeLessThan(560);
  });

  it("draws for each rule from its own chance: another rule doesn't move the first", () => {
    const first = { ...busy, match: { method: "POST" }, when: { probability: 0.3 } };
    const other = { on: "request", when: { probability: 0.5 }, do: { kind: "delay", wall_ms: 5 } };
    const alone = actsOn(hooksOf(first), 50);
    const both = hooksOf(first, other);
    const acted = Array.from({ length: 50 }, (_, index) => index + 1).filter(
      () => statusOf(both.onRequest(orderRequest())) === 503,
    );
    expect(acted).toEqual(alone);
  });

  it("tells which rules were asked and which acted", () => {
    const hooks = hooksOf(
      { ...busy, name: "first of 5", when: { times: 1 } },
      { ...busy, match: { symbol: "ETHUSDT" } },
    );
    actsOn(hooks, 5);
    expect(hooks.counts()).toEqual([
      { name: "first of 5", seen: 1, fired: 1 },
      { name: "rules.1 busy_503", seen: 0, fired: 0 },
    ]);
  });
});

describe("which requests a rule is about", () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, boolean]>([
    ["its method", { method: "POST" }, true],
    ["another method", { method: "DELETE" }, false],
    ["its path", { path: "/fapi/v1/order" }, true],
    ["a pattern of its path", { path: "/fapi/*/ord*" }, true],
    ["another path", { path: "/fapi/v1/order/test" }, false],
    ["its symbol", { symbol: "BTCUSDT" }, true],
    ["another symbol", { symbol: "ETHUSDT" }, false],
    ["its type", { type: "MARKET" }, true],
    ["another type", { type: "LIMIT" }, false],
    ["its side", { side: "buy" }, true],
    ["the other side", { side: "sell" }, false],
    ["a pattern of its client id", { client_id: "h7*" }, true],
    ["another client id", { client_id: "web_*" }, false],
    ["reducing orders", { reducing: true }, true],
    ["orders that may open", { reducing: false }, false],
  ])("%s", (_title, match, isFitting) => {
    const request = orderRequest({ type: "MARKET", side: "BUY", newClientOrderId: "h7x9", reduceOnly: "true" });
    expect(hooksOf({ ...busy, match }).onRequest(request)).toHaveLength(isFitting ? 1 : 0);
  });

  it("asks from the top: delays add up, the first deciding rule ends the question", () => {
    const hooks = hooksOf(
      { on: "request", do: { kind: "delay", wall_ms: 10 } },
      { on: "request", do: { kind: "drop", execute: "now", delay_wall_ms: 20 } },
      { ...busy, name: "never reached" },
    );
    expect(hooks.onRequest(orderRequest())).toEqual([
      { kind: "delay", wallMs: 10 },
      { kind: "delay", wallMs: 20 },
      { kind: "drop", execute: "now", laterMs: 0 },
    ]);
    expect(hooks.counts()[2]).toEqual({ name: "never reached", seen: 0, fired: 0 });
  });
});

describe("streams, triggers and fills", () => {
  it("changes the 2nd and 4th ORDER_TRADE_UPDATE of the private stream and nothing else", () => {
    const hooks = hooksOf({
      on: "frame",
      match: { route: "private", frame: "order_trade_*" },
      when: { after: 1, every: 2, times: 2 },
      do: { kind: "duplicate" },
    });
    const kinds = Array.from({ length: 6 }, () => hooks.onFrame("private", "ORDER_TRADE_UPDATE", T0).kind);
    expect(kinds).toEqual(["pass", "duplicate", "pass", "duplicate", "pass", "pass"]);
    expect(hooks.onFrame("private", "ACCOUNT_UPDATE", T0)).toEqual({ kind: "pass" });
    expect(hooks.onFrame("public", "ORDER_TRADE_UPDATE", T0)).toEqual({ kind: "pass" });
  });

  it.each([
    [{ kind: "drop" }, { kind: "drop" }],
    [{ kind: "swap_with_next" }, { kind: "swap_with_next" }],
    [
      { kind: "delay", wall_ms: 300 },
      { kind: "delay", wallMs: 300 },
    ],
  ])("%o for a frame", (deed, fault) => {
    expect(hooksOf({ on: "frame", do: deed }).onFrame("market", "btcusdt@markPrice", T0)).toEqual(fault);
  });

  it("refuses one private handshake and keeps the next one silent", () => {
    const hooks = hooksOf(
      { on: "connect", match: { route: "private" }, when: { times: 1 }, do: { kind: "refuse" } },
      { on: "connect", match: { route: "private" }, when: { times: 1 }, do: { kind: "silent" } },
    );
    const answers = (["public", "private", "private", "private"] as const).map((route) => hooks.onConnect(route, T0));
    expect(answers).toEqual(["accept", "refuse", "silent", "accept"]);
  });

  it("rejects the first trigger of BTCUSDT and makes the engine 5,000 ms late for the second", () => {
    const hooks = hooksOf(
      { on: "trigger", match: { symbol: "BTCUSDT" }, when: { times: 1 }, do: { kind: "reject" } },
      {
        on: "trigger",
        match: { symbol: "BTCUSDT" },
        when: { times: 1 },
        do: { kind: "engine_late", market_ms: 5_000 },
      },
    );
    const faults = ["ETHUSDT", "BTCUSDT", "BTCUSDT", "BTCUSDT"].map((symbol) => hooks.onTrigger(symbol, T0));
    expect(faults).toEqual([
      { kind: "none" },
      { kind: "reject" },
      { kind: "engine_late", marketMs: 5_000 },
      { kind: "none" },
    ]);
  });

  it("accepts every other post-only order of ETHUSDT that would take, and no fill-or-kill one", () => {
    const hooks = hooksOf({
      on: "refusal",
      match: { symbol: "ETHUSDT", time_in_force: "GTX" },
      when: { every: 2 },
      do: { kind: "accept_then_expire" },
    });
    expect(hooks.onRefusal("BTCUSDT", "GTX", T0)).toBe("refuse");
    expect(hooks.onRefusal("ETHUSDT", "FOK", T0)).toBe("refuse");
    const answers = [1, 2, 3].map(() => hooks.onRefusal("ETHUSDT", "GTX", T0));
    expect(answers).toEqual(["accept_then_expire", "refuse", "accept_then_expire"]);
  });

  it("fills 0.4 of every other order of ETHUSDT at once", () => {
    const rule = {
      on: "fill",
      match: { symbol: "ETHUSDT" },
      when: { every: 2 },
      do: { kind: "partial_fill", share: 0.4 },
    };
    const hooks = hooksOf(rule);
    expect(["BTCUSDT", "ETHUSDT", "ETHUSDT", "ETHUSDT"].map((symbol) => hooks.fillShare(symbol, T0))).toEqual([
      1, 0.4, 1, 0.4,
    ]);
  });
});

describe("what happens by itself", () => {
  const at = (deed: unknown): unknown => ({ on: "time", when: { at: "+0s" }, do: deed });

  it.each<readonly [Readonly<Record<string, unknown>>, readonly unknown[]]>([
    [{ kind: "listen_key_expired" }, [{ kind: "listen_key_expired" }]],
    [{ kind: "close_sockets", route: "private" }, [{ kind: "close_sockets", route: "private" }]],
    [{ kind: "close_sockets" }, ["public", "market", "private"].map((route) => ({ kind: "close_sockets", route }))],
    [{ kind: "silence", route: "market", wall_ms: 900 }, [{ kind: "silence", route: "market", wallMs: 900 }]],
    [{ kind: "depth_gap", symbol: "BTCUSDT" }, [{ kind: "depth_gap", symbol: "BTCUSDT" }]],
    [{ kind: "liquidation", symbol: "BTCUSDT" }, [{ kind: "liquidation", symbol: "BTCUSDT" }]],
    [{ kind: "adl", symbol: "BTCUSDT", fraction: 0.5 }, [{ kind: "adl", symbol: "BTCUSDT", fraction: 0.5 }]],
    [{ kind: "delisting", symbol: "XRPUSDT", in_hours: 48 }, [{ kind: "delisting", symbol: "XRPUSDT", inHours: 48 }]],
    [
      { kind: "symbol_status", symbol: "XRPUSDT", status: "RESTRICTED" },
      [{ kind: "symbol_status", symbol: "XRPUSDT", status: "RESTRICTED" }],
    ],
    [
      { kind: "manual_trade", symbol: "BTCUSDT", side: "sell", qty: "0.05" },
      [{ kind: "manual_trade", symbol: "BTCUSDT", side: "sell", qty: "0.05" }],
    ],
    [
      { kind: "manual_order", symbol: "BTCUSDT", side: "buy", qty: "1", price: "10.5" },
      [{ kind: "manual_order", symbol: "BTCUSDT", side: "buy", qty: "1", price: "10.5" }],
    ],
    [
      { kind: "manual_cancel", symbol: "BTCUSDT", conditional: true },
      [{ kind: "manual_cancel", symbol: "BTCUSDT", conditional: true }],
    ],
    [{ kind: "leverage", symbol: "BTCUSDT", leverage: 20 }, [{ kind: "leverage", symbol: "BTCUSDT", leverage: 20 }]],
    [
      { kind: "margin_type", symbol: "BTCUSDT", margin_type: "isolated" },
      [{ kind: "margin_type", symbol: "BTCUSDT", isolated: true }],
    ],
    [{ kind: "position_mode", position_mode: "hedge" }, [{ kind: "position_mode", hedge: true }]],
    [{ kind: "asset_mode", asset_mode: "multi" }, [{ kind: "asset_mode", multiAssets: true }]],
    [
      { kind: "funding_interval", symbol: "BTCUSDT", hours: 1 },
      [{ kind: "funding_interval", symbol: "BTCUSDT", hours: 1 }],
    ],
    [
      { kind: "filters", symbol: "BTCUSDT", step_size: "0.01" },
      [{ kind: "filters", symbol: "BTCUSDT", tickSize: null, stepSize: "0.01", minNotional: null }],
    ],
    [
      { kind: "key_rights", withdrawals: true, ip_restrict: false },
      [{ kind: "key_rights", futures: undefined, withdrawals: true, universalTransfer: undefined, ipRestrict: false }],
    ],
    [{ kind: "transfer", asset: "USDT", amount: "-250" }, [{ kind: "transfer", asset: "USDT", amount: "-250" }]],
  ])("%o", (deed, faults) => {
    expect(hooksOf(at(deed)).due(T0)).toEqual(faults);
  });

  it("happens once, at its time", () => {
    const hooks = hooksOf({ on: "time", when: { at: "+3h" }, do: { kind: "listen_key_expired" } });
    expect([2, 3, 4, 100].map((hours) => hooks.due(T0 + hours * HOUR_MS).length)).toEqual([0, 1, 0, 0]);
  });

  it("repeats every 6 h, 3 times in all; 2 that were missed count as one", () => {
    const hooks = hooksOf({
      on: "time",
      when: { at: "+6h", every: "6h", times: 3 },
      do: { kind: "listen_key_expired" },
    });
    expect([5, 6, 7, 19, 20, 24, 30].map((hours) => hooks.due(T0 + hours * HOUR_MS).length)).toEqual([
      0, 1, 0, 1, 0, 1, 0,
    ]);
  });

  it("follows a request: a trade by hand is due after the 2nd order, whose own answer stays as it is", () => {
    const trade = { kind: "manual_trade", symbol: "BTCUSDT", side: "buy", qty: "1" };
    const hooks = hooksOf({ on: "request", when: { after: 1, times: 1 }, do: trade });
    hooks.onRequest(orderRequest());
    expect(hooks.due(T0)).toEqual([]);
    expect(hooks.onRequest(orderRequest())).toEqual([]);
    expect(hooks.due(T0)).toEqual([trade]);
    expect(hooks.due(T0)).toEqual([]);
  });

  it("keeps at most 1,000 faults for a server that doesn't ask, over 5,000 requests", () => {
    const hooks = hooksOf({ on: "request", do: { kind: "depth_gap", symbol: "BTCUSDT" } });
    actsOn(hooks, 5_000);
    expect(hooks.due(T0)).toHaveLength(1_000);
  });
});

describe("chance", () => {
  const script = scriptOf(
    { ...busy, when: { probability: 0.4 } },
    { on: "frame", when: { probability: 0.5 }, do: { kind: "swap_with_next" } },
    { on: "fill", when: { probability: 0.5 }, do: { kind: "partial_fill", share: 0.5 } },
    { on: "time", when: { at: "+0s", every: "1m", probability: 0.5 }, do: { kind: "close_sockets", route: "market" } },
  );
  const ask = (hooks: FaultHooks, questions: readonly number[]): readonly unknown[] =>
    questions.map((question, index) => {
      const atMs = T0 + index * 20_000;
      if (question === 0) return hooks.onRequest(orderRequest({}, atMs));
      if (question === 1) return hooks.onFrame("private", "ACCOUNT_UPDATE", atMs);
      return question === 2 ? hooks.fillShare("BTCUSDT", atMs) : hooks.due(atMs);
    });

  it("gives the same answers to the same questions with the same seed, for 100 random sequences", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat(3), { maxLength: 60 }), (seed, questions) => {
        const [first, second] = [1, 2].map(() => ask(createFaultHooks(script, { seed }), questions));
        expect(first).toEqual(second);
      }),
      { numRuns: 100 },
    );
  });

  it("gives other answers with another seed", () => {
    const questions = Array.from({ length: 60 }, (_, index) => index % 4);
    const answers = ["1", "2"].map((seed) => JSON.stringify(ask(createFaultHooks(script, { seed }), questions)));
    expect(answers[0]).not.toBe(answers[1]);
  });
});
