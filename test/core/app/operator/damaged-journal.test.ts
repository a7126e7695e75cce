import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { journalDamage } from "../../../../src/core/app/journal-damage.js";
import { requireSoundJournal, tellingDamage } from "../../../../src/core/app/operator/damaged-journal.js";
import { sessionToFlatten } from "../../../../src/core/app/operator/operator-commands.js";
import { recoverBooks } from "../../../../src/core/app/operator/recover-books.js";
import { statusReading } from "../../../../src/core/app/readers.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import { runInProcess } from "../../../support/crash-in-process.js";
import { root } from "../../config/support.js";

const SPAN = { fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: Date.parse("2024-02-03T00:00:00Z") };
const parent = mkdtempSync(join(tmpdir(), "hedge-damaged-"));
const sound = join(parent, "sound");

beforeAll(() => runInProcess({ config: join(root, "config"), state: sound, ...SPAN, maxCycles: 4 }));
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

const place = (state: string) => ({ state, notice: () => undefined });

/** The same session with this done to its only segment. */
function damaged(name: string, damage: (segment: string, text: string) => void): string {
  const state = join(parent, name);
  cpSync(sound, state, { recursive: true });
  const segment = join(state, "journal", "000001.jsonl");
  damage(segment, readFileSync(segment, "utf8"));
  return state;
}

/** The last digit before this place becomes another. */
function changeDigit(segment: string, text: string, before: number): void {
  const at = text.slice(0, before).search(/\d(?=\D*$)/);
  writeFileSync(segment, `${text.slice(0, at)}${text[at] === "1" ? "2" : "1"}${text.slice(at + 1)}`);
}

const DAMAGES = [
  ["a changed digit in the middle", "digit", (s: string, t: string) => changeDigit(s, t, Math.floor(t.length / 2))],
  [
    "its last five lines gone",
    "cut",
    (s: string, t: string) => writeFileSync(s, `${t.split("\n").slice(0, -6).join("\n")}\n`),
  ],
  ["all its lines gone", "empty", (s: string) => truncateSync(s, 0)],
] as const;

async function failure(work: () => Promise<unknown>): Promise<Failure> {
  const [outcome] = await Promise.allSettled([work()]);
  if (outcome.status === "rejected" && outcome.reason instanceof Failure) return outcome.reason;
  throw new Error(`expected a failure, got ${outcome.status}`);
}

describe("a damaged journal", () => {
  it.each(DAMAGES)(
    "%s: flatten says that it closed nothing, that stops rest, and what closes instead",
    async (_what, name, damage) => {
      const state = damaged(name, damage);
      const told = await failure(() => tellingDamage("testnet", async () => recoverBooks(state, nodeFiles)));
      expect(told.exitCode).toBe(3);
      expect(told.message).toMatch(/^nothing was closed by this command, what is held keeps its stops at the venue: /);
      expect(told.place.fix).toContain("Close the positions on the venue's own page");
      expect(told.place.fix).toContain("a copy whose journal ends before the damage");
      expect(told.place.fix).toContain("docs/OPERATIONS.md, A damaged journal");
      expect(() => {
        requireSoundJournal(state, "paper", nodeFiles);
      }).toThrow(/hash|lines are missing|session/);
      expect(journalDamage(state, nodeFiles)).toMatch(/the hash does not fit|lines are missing/);
    },
  );

  it("in paper nothing rests at a venue: --fresh is the way, and no stop is promised", async () => {
    const state = damaged("paper", (s, t) => changeDigit(s, t, Math.floor(t.length / 2)));
    const told = await failure(() => tellingDamage("paper", async () => recoverBooks(state, nodeFiles)));
    expect(told.message).not.toContain("stops");
    expect(told.place.fix).toContain("`hedge executor --fresh`");
  });

  it("is told even where the first line is broken, or every line gone: nobody is told to start an executor there", async () => {
    const first = damaged("first", (s, t) => changeDigit(s, t, t.indexOf("\n")));
    const none = damaged("none", (s) => truncateSync(s, 0));
    for (const state of [first, none]) {
      const told = await failure(() => sessionToFlatten(place(state)));
      expect(told.message).toContain("nothing was closed by this command");
      expect(told.place.fix).toContain("hedge flatten --state COPY");
    }
  });

  it("shows in `status` as the first, critical alarm instead of a way to go on", async () => {
    const state = damaged("status", (s, t) => changeDigit(s, t, Math.floor(t.length / 2)));
    const reading = await statusReading(place(state));
    if (!reading.ok) throw new Error(reading.error.message);
    expect(reading.value.fine).toBe(false);
    expect(reading.value.document.alerts[0]).toMatchObject({ severity: "critical", code: "journal_damaged" });
    expect(reading.value.document.alerts.map(({ code }) => code)).not.toContain("executor_stopped");
  });
});

it("a sound journal is no damage: other failures stay as they are", async () => {
  requireSoundJournal(sound, "paper", nodeFiles);
  expect(journalDamage(sound, nodeFiles)).toBeNull();
  const other = new Failure("unreachable", 5, "no answer");
  expect(await failure(() => tellingDamage("prod", () => Promise.reject(other)))).toBe(other);
});
