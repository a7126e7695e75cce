import { beforeAll, describe, expect, it } from "vitest";
import { playDays } from "./played-days.js";

const { run, json } = playDays();

const whatif = ["risk", "whatif", "--symbol", "BTCUSDT", "--side", "buy", "--notional"];
// The session's own cap would refuse most of what is tried.
const roomy = ["--set", "risk_limits.global.max_venue_exposure_pct=1.5"];

interface WhatIf {
  readonly approved: boolean;
  readonly vetoes: readonly { readonly rule: string; readonly measured: number; readonly limit: number }[];
  readonly sized: { readonly qty: string; readonly notional: string };
  readonly largestApproved: { readonly qty: string; readonly notional: string } | null;
}

describe("hedge risk whatif", () => {
  it("approves 1,000 USDT with exit code 0 and exactly the documented keys", async () => {
    const { exitCode, document } = await json([...whatif, "1000", ...roomy]);
    expect(exitCode).toBe(0);
    expect(Object.keys(document)).toEqual([
      "schema",
      "mode",
      "approved",
      "vetoes",
      "sized",
      "clamps",
      "largestApproved",
    ]);
    expect(document).toMatchObject({ schema: "hedge.whatif/1", mode: "paper", approved: true, vetoes: [] });
    expect(Object.keys(document["sized"] as object)).toEqual(["qty", "notional", "leverage"]);
    expect(Object.keys(document["largestApproved"] as object)).toEqual(["qty", "notional"]);
  });

  it("refuses 60,000 USDT with exit code 6, every failing rule and its figures", async () => {
    const { exitCode, document } = await json([...whatif, "60000", ...roomy]);
    const { vetoes } = document as unknown as WhatIf;
    expect(exitCode).toBe(6);
    expect(vetoes.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["R04", "R08"]));
    for (const veto of vetoes) {
      expect(Object.keys(veto)).toEqual(["rule", "code", "measured", "limit", "unit", "message"]);
      expect(veto.measured).toBeGreaterThan(veto.limit);
    }
  });

  it("passes at the largest it names and is refused one cent below as the largest order", async () => {
    const first = (await json([...whatif, "1000", ...roomy])).document as unknown as WhatIf;
    const { notional } = first.sized;
    const limit = (usd: string): readonly string[] => [
      "--set",
      `pairs_universe.universe.BTCUSDT.caps.max_order_notional=${usd}`,
    ];
    const at = await json([...whatif, "1000", ...roomy, ...limit(notional)]);
    const below = await json([...whatif, "1000", ...roomy, ...limit((Number(notional) - 0.01).toFixed(8))]);
    expect([at.exitCode, below.exitCode]).toEqual([0, 6]);
    expect((below.document as unknown as WhatIf).vetoes.map(({ rule }) => rule)).toEqual(["R07"]);
  });

  it.each([
    [["--notional", "NaN"], "invalid_value"],
    [["--notional", "0"], "invalid_value"],
    [["--notional", "-5"], "invalid_value"],
    [["--notional", "100", "--symbol", "BTCUSD"], "unknown_symbol"],
    [["--notional", "100", "--side", "bye"], "unknown_side"],
    [["--notional", "100", "--strategy", "momentun"], "unknown_strategy"],
    [["--notional", "100", "--set", "risk_limits.global.max_leverag=2"], "unknown_setting"],
    [["--notional", "100", "--set", "risk_limits.global.max_trade_nav_pct=5"], "invalid_setting"],
  ])("%j ends with exit code 2 and an error document (%s)", async (words, code) => {
    const base = [
      ["--symbol", "BTCUSDT"],
      ["--side", "buy"],
    ]
      .filter(([flag = ""]) => !words.includes(flag))
      .flat();
    const { exitCode, document } = await json(["risk", "whatif", ...base, ...words]);
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({ schema: "hedge.error/1", code });
  });

  it("says in sentences what passes and what does not", async () => {
    const { stdout } = await run([...whatif, "60000", ...roomy]);
    expect(stdout).toMatch(/^PAPER {2}what if {2}2024-01-12 00:00Z\nBuying [\d.,]+ BTCUSDT at/);
    expect(stdout).toMatch(/REFUSED: \d rules? would stop it\. Nothing was sent\.\n {2}R04 {2}the order is/);
    expect(stdout).toContain("The largest quantity that every rule lets pass:");
  });

  it("ends with exit code 3 where no session has run", async () => {
    const { exitCode, stdout } = await run([...whatif, "100", "--state", "nowhere", "--json"]);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "hedge.error/1", code: "state_missing" });
  });
});

interface Explained {
  readonly kind: string;
  readonly chain: readonly { readonly step: string; readonly at: string; readonly data: object }[];
  readonly smallestChange: readonly {
    readonly path: string;
    readonly from: unknown;
    readonly to: unknown;
    readonly approves: boolean;
  }[];
  readonly reason?: string;
}

describe("hedge risk explain", () => {
  let vetoes: readonly { readonly id: string; readonly primary: string }[];
  let orders: readonly {
    readonly id: string;
    readonly intentId: string;
    readonly purpose: string;
    readonly status: string;
  }[];
  beforeAll(async () => {
    vetoes = (await json(["vetoes"])).document["items"] as typeof vetoes;
    orders = (await json(["orders"])).document["items"] as typeof orders;
  });

  it("tells a veto with the smallest change, in the documented shape", async () => {
    const crowded = vetoes.find(({ primary }) => primary === "R09");
    expect(crowded).toBeDefined();
    const { exitCode, document } = await json(["risk", "explain", crowded?.id ?? ""]);
    const explained = document as unknown as Explained;
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ schema: "hedge.explain/1", mode: "paper", id: crowded?.id, kind: "veto" });
    expect(explained.chain.map(({ step }) => step)).toEqual([
      ...["bar", "signal", "sizing", "intent", "rules", "veto", "trial"],
    ]);
    for (const link of explained.chain) expect(Object.keys(link)).toEqual(["step", "at", "data"]);
    expect(explained.smallestChange).toHaveLength(1);
    const [change] = explained.smallestChange;
    expect(change).toMatchObject({ path: "risk_limits.global.max_venue_exposure_pct", from: 0.03, approves: true });
    expect(change?.to).toBeGreaterThan(0.03);
    expect(change?.to).toBeLessThan(0.25);
  });

  it("ends with a command that passes as it is printed", async () => {
    const crowded = vetoes.find(({ primary }) => primary === "R09");
    const { stdout } = await run(["risk", "explain", crowded?.id ?? ""]);
    const [, command = ""] = stdout.replaceAll("\n", " ").split("try it: hedge ");
    const words = command
      .trim()
      .split(/\s+/)
      .map((word) => word.replaceAll("'", ""));
    expect(words.slice(0, 3)).toEqual(["risk", "whatif", "--at"]);
    expect(words).toContain("--set");
    expect((await json(words)).exitCode).toBe(0);
  });

  it("follows an order and its position, and says both in sentences", async () => {
    const entry = orders.find(({ purpose, status }) => purpose === "open" && status === "filled");
    const byOrder = (await json(["risk", "explain", entry?.id ?? ""])).document as unknown as Explained;
    const byIntent = (await json(["risk", "explain", entry?.intentId ?? ""])).document as unknown as Explained;
    expect([byOrder.kind, byIntent.kind]).toEqual(["order", "position"]);
    expect(byOrder.chain).toEqual(byIntent.chain);
    const { stdout } = await run(["risk", "explain", entry?.id ?? ""]);
    expect(stdout).toMatch(/momentum says (long|short), strength/);
    expect(stdout).toContain("passed all 21 rules");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("answers an unknown id with exit code 2, the nearest one and how to list them", async () => {
    const known = orders[0]?.intentId ?? "";
    const { exitCode, document } = await json(["risk", "explain", `${known}x`]);
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({ code: "unknown_id", value: `${known}x` });
    expect(document["fix"]).toMatch(new RegExp(`did you mean ${known}\\?.*hedge vetoes.*hedge orders`));
  });
});

describe("hedge screen", () => {
  it("ends each of 11 pairs once, at the last instant and at an earlier one", async () => {
    for (const at of [[], ["--at", "2024-01-05T12:00Z"]]) {
      const { exitCode, document } = await json(["screen", ...at]);
      const { protoIntents, dropped } = document as { protoIntents: readonly object[]; dropped: readonly object[] };
      expect(exitCode).toBe(0);
      expect(Object.keys(document)).toEqual(["schema", "mode", "at", "protoIntents", "dropped"]);
      expect(protoIntents.length + dropped.length).toBe(11);
      expect(document["at"]).toBe(at.length === 0 ? "2024-01-12T00:00:00Z" : "2024-01-05T12:00:00Z");
      for (const drop of dropped) expect(Object.keys(drop)).toEqual(["strategy", "symbol", "reason", "detail"]);
      for (const proto of protoIntents)
        expect(Object.keys(proto)).toEqual(["strategy", "symbol", "side", "strength", "features", "reasons"]);
    }
  });

  it("answers a typo and an instant outside the session with exit code 2", async () => {
    const typo = await json(["screen", "--symbol", "ETHUSD"]);
    expect([typo.exitCode, typo.document["fix"]]).toEqual([2, expect.stringContaining("did you mean ETHUSDT?")]);
    const outside = await json(["screen", "--at", "2025-06-01"]);
    expect([outside.exitCode, outside.document["fix"]]).toEqual([
      2,
      "It runs from 2024-01-01T00:00:00Z to 2024-01-12T00:00:00Z.",
    ]);
  });

  it("prints a table and counts the reasons", async () => {
    const { stdout } = await run(["screen", "--symbol", "ETHUSDT"]);
    expect(stdout).toMatch(/1 pairs?: \d want to trade/);
  });
});
