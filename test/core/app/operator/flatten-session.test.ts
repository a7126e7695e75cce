import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { type FlattenReport, flattenSession } from "../../../../src/core/app/operator/flatten-session.js";
import type { Mode } from "../../../../src/core/domain/mode.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { root } from "../../config/support.js";
import { beginLike } from "../../../support/begun-session.js";
import { runInProcess } from "../../../support/crash-in-process.js";
import { DONE } from "../../adapters/control/samples.js";

const SPAN = { fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: Date.parse("2024-02-03T00:00:00Z") };
const parent = mkdtempSync(join(tmpdir(), "hedge-flatten-"));
const source = join(parent, "source");

beforeAll(() => runInProcess({ config: join(root, "config"), state: source, ...SPAN, maxCycles: 1 }));
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

const FLAT = DONE.kind === "done" ? { ...DONE.books, positions: [], openOrders: 0, heldSince: [], venue: null } : null;

/** Flattens a dead session without positions in its books; the venue says what the report says. */
async function flatten(mode: Mode, report: Partial<FlattenReport>) {
  const directory = join(parent, mode);
  await beginLike(source, directory, mode);
  const asked: string[] = [];
  const { document, interruptedBy } = await flattenSession({ directory, mode }, null, {
    ...{ files: nodeFiles, clock: systemClock, patienceMs: 300, watchMs: 5_000 },
    client: { ask: () => Promise.resolve({ kind: "absent" } as const) },
    runner: async (place) => {
      asked.push(place);
      return { books: FLAT!, heldSince: [], foreignOrders: [], unknown: [], interruptedBy: null, ...report };
    },
  });
  return { document, interruptedBy, asked: asked.length };
}

describe("flatten of a dead executor whose books hold nothing", () => {
  it("asks the venue all the same, and reports the 0.5 BTC that were filled after its death", async () => {
    const held = { ...FLAT!, positions: [{ account: "main", symbol: "BTCUSDT", qty: dec("0.5") }] };
    const { document, asked } = await flatten("testnet", { books: held });
    expect(asked).toBe(1);
    expect(document).toMatchObject({ flat: false, remaining: [{ symbol: "BTCUSDT", side: "long", qty: "0.5" }] });
  });

  it("is not called flat when it was cut short before the venue had answered", async () => {
    const unknown = ["the venue did not answer at the end"];
    const { document, interruptedBy } = await flatten("prod", { unknown, interruptedBy: 130 });
    expect([document.flat, document.unknown, interruptedBy]).toEqual([false, unknown, 130]);
  });

  it("is flat in paper without a run: its venue is in the recorded data", async () => {
    const { document, asked } = await flatten("paper", {});
    expect([document.flat, document.unknown, asked]).toEqual([true, [], 0]);
  });
});

describe("flatten beside a running executor at a venue", () => {
  const nowMs = 1_706_745_600_000;
  const word = { nowMs, askedAtMs: nowMs - 60_000, positions: [], foreignOrders: [], difference: null };
  const books = { ...FLAT!, mode: "testnet", venue: word } as const;

  /** The executor answers every look with flat books and this word of its venue; a minute of waiting takes no time. */
  async function beside(venue: typeof word) {
    const asked: boolean[] = [];
    let monotonicMs = 0;
    const clock = {
      ...systemClock,
      monotonicMs: () => monotonicMs,
      sleep: async (ms: number) => void (monotonicMs += ms),
    };
    const { document } = await flattenSession({ directory: parent, mode: "testnet" }, null, {
      ...{ files: nodeFiles, clock, patienceMs: 300, watchMs: 5_000 },
      client: {
        ask: async (_directory, request) => {
          if (request.verb === "look") asked.push(request.askVenue);
          return { kind: "replied", reply: { ...DONE, books: { ...books, venue } } } as const;
        },
      },
      runner: () => Promise.reject(new Error("nobody is dead")),
    });
    return { document, asked };
  }

  it("is not flat on the word of its books alone: without a fresh answer of the venue that is what is unknown", async () => {
    const { document, asked } = await beside(word);
    expect([asked[0], asked.slice(1).every((one) => !one), asked.length]).toEqual([true, true, 42]);
    expect(document).toMatchObject({ flat: false, remaining: [], executor: "running" });
    expect(document.unknown).toEqual([
      "the venue did not answer at the end: what is held is what the books knew at 2024-01-31T23:59:00Z",
    ]);
  });

  it("is flat once the venue, asked after the books were, holds nothing; what it holds beside them remains", async () => {
    const fresh = { ...word, askedAtMs: nowMs };
    expect((await beside(fresh)).document).toMatchObject({ flat: true, unknown: [] });
    const positions = [{ account: "main", symbol: "ETHUSDT", qty: dec("-0.1") }];
    const { document } = await beside({ ...fresh, positions } as never);
    expect(document).toMatchObject({ flat: false, remaining: [{ symbol: "ETHUSDT", side: "short", qty: "0.1" }] });
  });
});
