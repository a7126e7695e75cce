import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMemoryFiles } from "../../../../src/core/adapters/fs/memory-files.js";
import { coingecko } from "../../../../src/core/adapters/oracles/coingecko.js";
import { keepRates, RateKeeper } from "../../../../src/core/app/fund/rate-keeper.js";
import { readRates } from "../../../../src/core/journal/rates-file.js";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../../../src/core/lib/time.js";
import { randAmounts, randNow } from "../../../../src/core/readmodel/rand.js";
import { NotifyServer } from "../../../support/notify-server.js";
import { PlannedClock } from "../../../support/planned-clock.js";

let server = null as unknown as NotifyServer;
beforeEach(async () => {
  server = await NotifyServer.open();
});
afterEach(async () => {
  await server.close();
});

/** The source's clock runs with ours: what it tells is of now. */
function answerFrom(clock: Pick<PlannedClock, "nowMs">): void {
  server.reply = ({ path }) => {
    const stamp = Math.floor(clock.nowMs() / SECOND_MS);
    const global = { data: { total_market_cap: { usd: 100, zar: 1_725 }, updated_at: stamp } };
    const tether = { tether: { usd: 0.999, last_updated_at: stamp } };
    return { status: 200, body: JSON.stringify(path.includes("global") ? global : tether) };
  };
}

describe("a keeper of rates", () => {
  it("keeps them fresh for an hour; when the source is down the age grows, then there is no figure; one note each way", async () => {
    const clock = new PlannedClock();
    answerFrom(clock);
    const files = createMemoryFiles();
    files.makeDirectory("/state");
    const desk = {
      ...{ files, directory: "/state", clock, oracles: [coingecko(server.url)], maxJump: 0.1 },
      ...{ limits: { freshMs: 15 * MINUTE_MS, maxAgeMs: 2 * HOUR_MS }, askAfterMs: 15 * MINUTE_MS },
    };
    const seen: [minutes: number, zar: string | null, fresh: boolean, oldMinutes: number][] = [];
    const look = (): void => {
      const { navZar, usdZar } = randNow(readRates(desk), randAmounts("1000", null), clock.nowMs());
      const minutes = Math.round(clock.monotonicMs() / MINUTE_MS);
      seen.push([minutes, navZar, usdZar.fresh, Math.round((usdZar.ageMs ?? Number.NaN) / MINUTE_MS)]);
    };
    for (let minutes = 4; minutes <= 60; minutes += 4) clock.at(minutes * MINUTE_MS, look);
    let askedInAnHour = 0;
    clock.at(60 * MINUTE_MS, () => {
      askedInAnHour = server.heard.length;
      server.reply = () => ({ status: 503 });
    });
    for (const minutes of [90, 170, 190]) clock.at(minutes * MINUTE_MS, look);
    clock.at(195 * MINUTE_MS, () => {
      answerFrom(clock);
    });
    clock.at(210 * MINUTE_MS, look);
    const notes: string[] = [];
    const ended = new Promise<void>((resolve) => {
      clock.at(210 * MINUTE_MS, () => {
        void keeper.close().then(resolve);
      });
    });
    const keeper = new RateKeeper({ desk, clock, onNote: (text) => notes.push(text) });
    await ended;
    expect(seen.slice(0, 15).every(([, zar, fresh]) => zar === "17232.75" && fresh)).toBe(true);
    // Both pairs, every ten minutes.
    expect(askedInAnHour).toBeGreaterThanOrEqual(12);
    expect(askedInAnHour).toBeLessThanOrEqual(14);
    const [at90, at170, at190, at210] = seen.slice(15);
    expect(at90?.slice(1, 3)).toEqual(["17232.75", false]);
    expect(at90?.[3]).toBeGreaterThanOrEqual(30);
    expect(at170?.slice(1, 3)).toEqual(["17232.75", false]);
    expect(at190?.slice(1, 3)).toEqual([null, false]);
    expect(at190?.[3]).toBeGreaterThan(120);
    expect(at210?.slice(1, 3)).toEqual(["17232.75", true]);
    expect(notes).toEqual([
      "rates are not fresh: coingecko: status 503; coingecko: status 503",
      "rates: the sources answer again",
    ]);
  });
});

describe("beside a mirror", () => {
  const place = mkdtempSync(join(tmpdir(), "hedge-rates-"));
  afterEach(() => {
    rmSync(place, { recursive: true, force: true });
  });

  it("asks where sources are set, nobody in paper, and writes what every screen reads", async () => {
    answerFrom({ nowMs: () => Date.now() });
    const configDirectory = join(place, "config");
    cpSync("config", configDirectory, { recursive: true });
    const notes: string[] = [];
    const wish = { directory: place, configDirectory, onNote: (text: string) => notes.push(text) };
    expect(keepRates({ ...wish, mode: "dry-run" })).toBeNull();
    const file = join(configDirectory, "runtime.json");
    const runtime = JSON.parse(readFileSync(file, "utf8")) as object;
    const oracles = { sources: [{ source: "coingecko", api: server.url }], max_age_seconds: 7_200 };
    writeFileSync(file, JSON.stringify({ ...runtime, oracles }));
    expect(keepRates({ ...wish, mode: "paper" })).toBeNull();
    const keeper = keepRates({ ...wish, mode: "dry-run" });
    for (let tries = 0; tries < 400 && server.heard.length < 2; tries++) await sleep(25);
    await keeper?.close();
    const read = JSON.parse(readFileSync(join(place, "rates.json"), "utf8")) as object;
    expect(read).toMatchObject({
      schema: "hedge.rates/1",
      limits: { freshMs: 900_000, maxAgeMs: 7_200_000 },
      items: [
        { pair: "USDTUSD", rate: "0.999" },
        { pair: "USDZAR", rate: "17.25" },
      ],
    });
    expect(notes).toEqual([]);
  });
});
