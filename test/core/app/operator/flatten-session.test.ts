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

const FLAT = DONE.kind === "done" ? { ...DONE.books, positions: [], openOrders: 0 } : null;

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
      return { books: FLAT!, unknown: [], interruptedBy: null, ...report };
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
