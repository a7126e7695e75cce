import { describe, expect, it } from "vitest";
import { playDays } from "./played-days.js";

const { run, json } = playDays();

describe("hedge screen --watch", () => {
  it("prints one line a pass where there is no terminal, and ends with the session", async () => {
    const { exitCode, stdout } = await run(["screen", "--watch", "1"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^2024-01-12T00:00:00Z 11 pairs: \d+ want to trade \([^\n]*refused by R09 global exposure\), dropped [^\n]+$/,
    );
  });
});

describe("hedge risk whatif --at", () => {
  it("refuses a vetoed order on the books of its decision, and passes it with the smallest change of explain", async () => {
    const vetoes = (await json(["vetoes"])).document["items"] as readonly Record<string, unknown>[];
    let refused = 0;
    for (const veto of vetoes.filter(({ primary }) => primary === "R09").slice(-4)) {
      const { notional } = veto["intent"] as { readonly notional: string };
      const words = ["--symbol", String(veto["symbol"]), "--side", String(veto["side"]), "--notional", notional];
      const again = ["risk", "whatif", "--at", String(veto["at"]), ...words];
      expect((await json(again)).exitCode).toBe(6);
      const { document } = await json(["risk", "explain", String(veto["id"])]);
      const [change] = document["smallestChange"] as readonly { readonly path: string; readonly to: unknown }[];
      // A timer that runs as well is no limit that one change could lift.
      if (change === undefined) {
        expect(document["reason"]).toMatch(/R12/);
        continue;
      }
      refused += 1;
      expect((await json([...again, "--set", `${change.path}=${String(change.to)}`])).exitCode).toBe(0);
    }
    expect(refused).toBeGreaterThan(0);
    const words = ["--symbol", "BTCUSDT", "--side", "buy", "--notional", "500"];
    expect((await json(["risk", "whatif", "--at", "2020-01-01", ...words])).exitCode).toBe(2);
  });
});

describe("hedge doctor signals", () => {
  it("prints exactly the documented keys, one row a pair, and exits 4 on a veto storm", async () => {
    const { exitCode, document } = await json(["doctor", "signals"]);
    expect(exitCode).toBe(4);
    expect(Object.keys(document)).toEqual(["schema", "mode", "funnel"]);
    expect([document["schema"], document["mode"]]).toEqual(["hedge.signals/1", "paper"]);
    const rows = document["funnel"] as readonly Record<string, unknown>[];
    expect(rows).toHaveLength(11);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      "strategy",
      "symbol",
      "bars",
      "signals",
      "protoIntents",
      "intents",
      "sized",
      "approved",
      "filled",
      "topDrops",
    ]);
    const [drop] = rows[0]?.["topDrops"] as readonly Record<string, unknown>[];
    expect(Object.keys(drop ?? {})).toEqual(["reason", "count", "setting", "value", "limit"]);
  });

  it("judges momentum on a market: no look-ahead, warm-up, and a loss at twice the costs that it is not admitted for", async () => {
    const { document, exitCode } = await json([
      "doctor",
      "signals",
      "--admission",
      "--strategy",
      "momentum",
      "--symbol",
      "ETHUSDT",
    ]);
    const [row, ...others] = document["admission"] as readonly Record<string, unknown>[];
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      strategy: "momentum",
      name: "ETHUSDT",
      admitted: false,
      failed: ["dearer"],
      truncation: { compared: 8, first: null },
      warmup: { compared: 8, first: null },
    });
    expect(exitCode).toBe(4);
    const together = row?.["together"] as { readonly markets: number; readonly base: number; readonly dearer: number };
    expect(together.markets).toBe(1);
    expect([together.base > 0, together.dearer > 0]).toEqual([true, false]);
    const outcome = (name: string) => row?.[name] as { readonly gain: number; readonly costs: number };
    expect(outcome("dearer").costs).toBeCloseTo(2 * outcome("base").costs, 9);
    expect(outcome("dearer").gain).toBeLessThan(outcome("base").gain);
  });

  it("fits 80 columns and answers a mistyped strategy with the nearest", async () => {
    const { stdout } = await run(["doctor", "signals", "--symbol", "SOLUSDT", "--since", "3d"]);
    expect(stdout).toMatch(/momentum +SOLUSDT +7[23] /);
    expect(stdout).toContain("max_venue_exposure_pct = 0.03");
    expect(stdout.split("\n").every((line) => line.length <= 80)).toBe(true);
    const { exitCode, stderr } = await run(["doctor", "signals", "--strategy", "momentun"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("momentum");
  });
});
