import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { operate } from "../../../../src/core/app/operator/operate.js";
import type { Mode } from "../../../../src/core/domain/mode.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import { beginLike } from "../../../support/begun-session.js";
import { runInProcess } from "../../../support/crash-in-process.js";
import { LoopbackVenue } from "../../adapters/binance-usdm/support/loopback-venue.js";
import { root } from "../../config/support.js";

const SPAN = { fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: Date.parse("2024-02-03T00:00:00Z") };
const FOUR_HOURS_MS = 4 * HOUR_MS;
const parent = mkdtempSync(join(tmpdir(), "hedge-instant-"));
const paused = join(parent, "paused");
let venue: LoopbackVenue;

beforeAll(async () => {
  venue = await LoopbackVenue.open();
  await runInProcess({ config: join(root, "config"), state: paused, ...SPAN, maxCycles: 1 });
});
afterAll(async () => {
  await venue.close();
  rmSync(parent, { recursive: true, force: true });
});

let sessions = 0;

/** The end of a lease of four hours on a dead session, and its books' newest instant. */
async function armed(mode: Mode, rest?: string) {
  sessions += 1;
  const state = join(parent, String(sessions));
  await beginLike(paused, state, mode, rest);
  const client = { ask: () => Promise.resolve({ kind: "absent" } as const) };
  const ports = { files: nodeFiles, clock: systemClock, client, patienceMs: 300 };
  const booksMs = (await operate(state, { verb: "look", askVenue: false }, ports)).reply.books.atMs;
  const request = { verb: "arm", forMs: FOUR_HOURS_MS, maxNotionalUsd: dec("100") } as const;
  const { reply } = await operate(state, request, ports);
  return { untilMs: reply.books.lease?.untilMs ?? Number.NaN, booksMs };
}

describe("a lease of 4 h on books that nobody runs", () => {
  it("ends 4 h after the time of its paper venue, two years before the wall's", async () => {
    const serverTime = SPAN.fromMs + 30 * HOUR_MS;
    venue.on("GET /fapi/v1/time", { body: { serverTime } });
    const { untilMs } = await armed("prod", venue.origin);
    expect(untilMs).toBe(serverTime + FOUR_HOURS_MS);
  });

  it("ends 4 h after the newest instant of the books where the paper venue does not answer", async () => {
    const gone = await LoopbackVenue.open();
    const { origin } = gone;
    await gone.close();
    const { untilMs, booksMs } = await armed("prod", origin);
    expect(untilMs).toBe(booksMs + FOUR_HOURS_MS);
  });

  it("never begins before the newest instant of the books", async () => {
    venue.on("GET /fapi/v1/time", { body: { serverTime: Date.parse("2023-06-01T00:00:00Z") } });
    const { untilMs, booksMs } = await armed("prod", venue.origin);
    expect(untilMs).toBe(booksMs + FOUR_HOURS_MS);
  });

  it("ends 4 h after the wall's time where the venue is a real one, which is not asked", async () => {
    const fromMs = Date.now();
    const { untilMs } = await armed("prod");
    expect(untilMs - FOUR_HOURS_MS).toBeGreaterThanOrEqual(fromMs);
    expect(untilMs - FOUR_HOURS_MS).toBeLessThanOrEqual(Date.now());
  });
});
