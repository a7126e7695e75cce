import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { config, type Ended, Lab, MONTH } from "../e2e/lab.js";

const lab = new Lab();
const where = ["--config", config, "--state", "cache/paper"];

async function fund(words: string, exitCode = 0): Promise<Record<string, unknown>> {
  const ended: Ended = await lab.hedge(["fund", ...words.split(" "), ...where, "--json"]);
  expect([ended.stderr, ended.exitCode]).toEqual(["", exitCode]);
  return JSON.parse(ended.stdout) as Record<string, unknown>;
}

beforeAll(async () => {
  await lab.hedge(["executor", ...MONTH, "--json"]);
}, 120_000);
afterAll(() => {
  lab.dispose();
});

describe("hedge fund over a paper month", () => {
  it("has no ledger until somebody opens one: exit 3, and show says so", async () => {
    expect(await fund("ledger", 3)).toMatchObject({ code: "fund_not_open" });
    expect(await fund("show")).toMatchObject({ schema: "hedge.fund/1", mode: "paper", ledger: null });
  });

  it(
    "opens, takes 25,000, deals, and gives 1,000 units back at a NAV that the journal gives again",
    { timeout: 120_000 },
    async () => {
      await fund("enter open --investor founder --at 2024-02-05");
      await fund("enter subscribe --id s1 --investor ada --amount 25000 --at 2024-02-06");
      await fund("enter nav --at 2024-02-10");
      await fund("enter redeem --id r1 --investor ada --units 1000 --at 2024-02-20");
      await fund("enter nav");
      const ledger = await fund("ledger");
      expect(ledger).toMatchObject({ schema: "hedge.fund-ledger/1", ok: true });
      const items = ledger["items"] as readonly { readonly type: string; readonly reproduced: boolean | null }[];
      expect(items.map(({ reproduced }) => reproduced)).toEqual([true, null, true, null, true]);
      const days = ledger["statement"] as readonly { readonly differenceUsd: string }[];
      expect(days.length).toBeGreaterThanOrEqual(28);
      expect(days.every(({ differenceUsd }) => Math.abs(Number(differenceUsd)) < 1e-9)).toBe(true);
      expect(ledger["fund"]).toMatchObject({ undivided: "0", assets: { cash: "25000" } });
    },
  );

  it(
    "refuses units nobody has, an id used before and a NAV of the past, and writes nothing",
    { timeout: 120_000 },
    async () => {
      const before = readFileSync(lab.path("cache/paper/fund/000001.jsonl"), "utf8");
      expect(await fund("enter redeem --id r2 --investor ada --units 900000", 2)).toMatchObject({
        code: "too_many_units",
      });
      expect(await fund("enter subscribe --id s1 --investor ben --amount 1", 2)).toMatchObject({ code: "id_used" });
      expect(await fund("enter nav --at 2024-02-15", 2)).toMatchObject({ code: "too_early" });
      expect(await fund("enter subscribe --id s2 --investor ben --amount NaN", 2)).toMatchObject({ path: "--amount" });
      expect(readFileSync(lab.path("cache/paper/fund/000001.jsonl"), "utf8")).toBe(before);
    },
  );

  it(
    "shows no rand without a rate, and with one that is 400 days old its age and no figure",
    { timeout: 120_000 },
    async () => {
      expect(await fund("show --currency ZAR")).toMatchObject({
        nav: { zar: null },
        rates: { usdZar: { source: null } },
      });
      const atMs = Date.now() - 400 * 86_400_000;
      const quote = { pair: "USDZAR", rate: "17.5", atMs, source: "coingecko" };
      const file = lab.path("cache/paper/rates.json");
      writeFileSync(file, JSON.stringify({ schema: "hedge.rates/1", items: [quote] }));
      const old = await fund("show --currency ZAR");
      expect(old).toMatchObject({
        nav: { zar: null },
        rates: { usdZar: { rate: null, source: "coingecko", fresh: false } },
      });
      writeFileSync(
        file,
        JSON.stringify({ schema: "hedge.rates/1", items: [{ ...quote, atMs: Date.now() - 60_000 }] }),
      );
      const fresh = await fund("show --currency ZAR");
      const { usd, zar } = fresh["nav"] as { readonly usd: string; readonly zar: string };
      expect(Number(zar)).toBeCloseTo(Number(usd) * 17.5, 1);
      expect(fresh).toMatchObject({ rates: { usdZar: { rate: "17.5", fresh: true } } });
    },
  );

  it("refuses a ledger with one digit changed: exit 3 with file and line", async () => {
    const file = lab.path("cache/paper/fund/000001.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").replace('"amountUsd":"25000"', '"amountUsd":"26000"'));
    const tree = await fund("ledger", 3);
    expect(tree["message"]).toContain("line 2");
  });
});
