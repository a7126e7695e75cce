import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMemoryFiles } from "../../../../src/core/adapters/fs/memory-files.js";
import { coingecko } from "../../../../src/core/adapters/oracles/coingecko.js";
import { isSafeAddress } from "../../../../src/core/lib/safe-address.js";
import { luno } from "../../../../src/core/adapters/oracles/luno.js";
import { askRate, type RateAnswer } from "../../../../src/core/adapters/oracles/rate-desk.js";
import { converted, rateAt, rateBeside } from "../../../../src/core/domain/rate.js";
import { readRates } from "../../../../src/core/journal/rates-file.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { HOUR_MS, MINUTE_MS } from "../../../../src/core/lib/time.js";
import { NotifyServer } from "../../../support/notify-server.js";

// Values of CoinGecko's /global of 2023-01-26, as recorded in a public repository: 18431900292644.688 / 1080134511969.5758.
const GLOBAL = {
  data: {
    active_cryptocurrencies: 12_345,
    total_market_cap: { btc: 47091643.76170156, usd: 1080134511969.5758, zar: 18431900292644.688 },
    updated_at: 1_674_732_457,
  },
};
const TOLD_MS = 1_674_732_457_000;
const TETHER = { tether: { usd: 0.9987, last_updated_at: 1_674_732_400 } };
const LIMITS = { freshMs: 15 * MINUTE_MS, maxAgeMs: 24 * HOUR_MS };

let [server, second] = [null, null] as unknown as [NotifyServer, NotifyServer];
beforeEach(async () => {
  server = await NotifyServer.open();
  second = await NotifyServer.open();
  answer(server, GLOBAL);
  answer(second, { pair: "USDTZAR", bid: "17.10", ask: "17.20", timestamp: TOLD_MS, status: "ACTIVE" });
});
afterEach(async () => {
  for (const one of [server, second]) await one.close();
});

function answer(from: NotifyServer, body: object | string, status = 200): void {
  from.reply = () => ({ status, body: typeof body === "string" ? body : JSON.stringify(body) });
}

const files = createMemoryFiles();
let directory = "/0";
beforeEach(() => {
  directory = `/${String(Number(directory.slice(1)) + 1)}`;
  files.makeDirectory(directory);
});

function ask(nowMs: number, sources: "both" | "first" = "first"): Promise<RateAnswer> {
  const oracles = [coingecko(server.url), ...(sources === "both" ? [luno(second.url)] : [])];
  return askRate("USDZAR", {
    files,
    directory,
    clock: { nowMs: () => nowMs },
    oracles,
    limits: LIMITS,
    askAfterMs: LIMITS.freshMs,
    maxJump: 0.1,
  });
}

describe("USD→ZAR", () => {
  it("is 17.064449 by the recorded answer, of the instant the source names", async () => {
    const { quote, problems } = await ask(TOLD_MS + 1_000);
    expect(quote).toEqual({ pair: "USDZAR", rate: "17.064449", atMs: TOLD_MS, source: "coingecko" });
    expect(problems).toEqual([]);
    expect(server.heard.map(({ path }) => path)).toEqual(["/api/v3/global"]);
  });

  it("a source that dies: the figure shows its age, counts as fresh for 15 minutes, and is null after a day", async () => {
    await ask(TOLD_MS);
    await server.close();
    const shown = async (ageMs: number): Promise<unknown> => {
      const { quote } = await ask(TOLD_MS + ageMs);
      const now = rateAt(quote, TOLD_MS + ageMs, LIMITS);
      return [converted(dec("1000"), now), now.isFresh, now.ageMs, now.source];
    };
    expect(await shown(15 * MINUTE_MS)).toEqual(["17064.45", true, 900_000, "coingecko"]);
    expect(await shown(15 * MINUTE_MS + 1)).toEqual(["17064.45", false, 900_001, "coingecko"]);
    expect(await shown(24 * HOUR_MS)).toEqual(["17064.45", false, 86_400_000, "coingecko"]);
    expect(await shown(24 * HOUR_MS + 1)).toEqual([null, false, 86_400_001, "coingecko"]);
    const { problems } = await ask(TOLD_MS + HOUR_MS);
    expect(problems).toEqual(["coingecko: no connection (ECONNREFUSED)"]);
  });

  it("a source that repeats an old rate lets it age: answering is not being fresh", async () => {
    const first = await ask(TOLD_MS + 2 * HOUR_MS);
    expect(rateAt(first.quote, TOLD_MS + 2 * HOUR_MS, LIMITS)).toMatchObject({ isFresh: false, ageMs: 7_200_000 });
    expect(first.problems).toEqual(["coingecko: its rate is old"]);
  });

  it("a source whose clock is 40 s ahead tells a rate of now; one of 61 s ahead is of the future", () => {
    const quote = { pair: "USDZAR", rate: dec("17"), atMs: TOLD_MS, source: "coingecko" } as const;
    expect(rateAt(quote, TOLD_MS - 40_000, LIMITS)).toMatchObject({ rate: "17", ageMs: 0, isFresh: true });
    expect(rateAt(quote, TOLD_MS - 61_000, LIMITS)).toMatchObject({ rate: null, ageMs: -61_000, isFresh: false });
  });

  it("books that ended an hour before or after the rate are told by it, those a day and a second away by none", () => {
    const quote = { pair: "USDZAR", rate: dec("17"), atMs: TOLD_MS, source: "coingecko" } as const;
    for (const sign of [1, -1]) {
      const beside = (apartMs: number): unknown => rateBeside(quote, TOLD_MS + sign * apartMs, LIMITS);
      expect(beside(HOUR_MS)).toMatchObject({ rate: "17", ageMs: HOUR_MS, atMs: TOLD_MS, isFresh: false });
      expect(beside(24 * HOUR_MS + 1_000)).toMatchObject({ rate: null, source: "coingecko" });
    }
    expect(rateBeside(null, TOLD_MS, LIMITS)).toMatchObject({ rate: null, source: null });
  });

  it("the second source is asked where the first is silent or old, and named", async () => {
    answer(server, "no", 503);
    const { quote, problems } = await ask(TOLD_MS + 1_000, "both");
    expect(quote).toMatchObject({ rate: "17.15", source: "luno USDT" });
    expect(problems).toEqual(["coingecko: status 503"]);
  });

  it("does not ask again within 15 minutes", async () => {
    await ask(TOLD_MS + 1_000);
    await ask(TOLD_MS + 14 * MINUTE_MS);
    expect(server.heard).toHaveLength(1);
  });

  it.each([
    ["another shape", { data: { total_market_cap: { usd: 1 }, updated_at: 1 } }, "the answer has another shape"],
    ["a rate of 0", { data: { ...GLOBAL.data, total_market_cap: { usd: 1, zar: 0 } } }, "the answer has another shape"],
    ["half a document", '{"data":', "the answer is no JSON"],
    ["more than is read", `"${"x".repeat(300_000)}"`, "more than 262144 bytes"],
    ["a rate of 2033", { data: { ...GLOBAL.data, updated_at: 2_000_000_000 } }, "its rate is of the future"],
  ])("%s is no rate: %#", async (_what, body, reason) => {
    answer(server, body);
    expect(await ask(TOLD_MS)).toEqual({ quote: null, problems: [`coingecko: ${reason}`] });
  });

  it("does not believe a step of 50 %, and keeps the last rate with its age", async () => {
    await ask(TOLD_MS);
    const cap = { usd: 100, zar: 1706.4448 * 1.5 };
    answer(server, { data: { total_market_cap: cap, updated_at: TOLD_MS / 1_000 + 3_600 } });
    const { quote, problems } = await ask(TOLD_MS + HOUR_MS);
    expect(quote).toMatchObject({ rate: "17.064449", atMs: TOLD_MS });
    expect(problems[0]).toBe("coingecko: 25.596672 is further from the last rate 17.064449 than 10 %");
  });

  it("follows no redirection to another host", async () => {
    server.reply = () => ({ status: 302, headers: { location: second.url } });
    expect((await ask(TOLD_MS)).problems).toEqual(["coingecko: status 302"]);
    expect(second.heard).toEqual([]);
  });

  it("asks only https and this machine, without a password in the address", () => {
    const fine = ["https://api.coingecko.com/api/v3/global", "http://127.0.0.1:80/x", "http://[::1]/x"];
    const bad = [
      "http://api.coingecko.com/",
      "http://10.0.0.1/",
      "https://me:pw@api.luno.com/",
      "ftp://127.0.0.1/",
      "x",
    ];
    expect(fine.map(isSafeAddress)).toEqual([true, true, true]);
    expect(bad.map(isSafeAddress)).toEqual([false, false, false, false, false]);
  });
});

describe("the other pairs and the file", () => {
  it("USDT/USD of coingecko is 0.9987; an exchange with a book crossed or 6 % wide tells nothing", async () => {
    answer(server, TETHER);
    expect(await coingecko(server.url).ask("USDTUSD")).toMatchObject({ ok: true, value: { rate: "0.9987" } });
    for (const [bid, asked] of [
      ["17.2", "17.1"],
      ["17", "18.1"],
    ] as const) {
      answer(second, { pair: "USDTZAR", bid, ask: asked, timestamp: TOLD_MS });
      expect(await luno(second.url).ask("USDZAR")).toEqual({
        ok: false,
        error: `a bid of ${bid} and an ask of ${asked} make no price`,
      });
    }
    expect(await luno(second.url).ask("USDTUSD")).toMatchObject({ ok: false });
  });

  it("a rates.json that somebody spoilt holds no rate", async () => {
    await ask(TOLD_MS);
    expect(readRates({ files, directory })).toMatchObject({ limits: LIMITS, quotes: { size: 1 } });
    files.replace(`${directory}/rates.json`, '{"schema":"hedge.rates/1","items":[{"pair":"USDZAR","rate":"NaN"}]}');
    expect(readRates({ files, directory }).quotes.size).toBe(0);
    files.replace(`${directory}/rates.json`, "{");
    expect(readRates({ files, directory }).quotes.size).toBe(0);
  });
});
