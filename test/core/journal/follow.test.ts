import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeTailFiles } from "../../../src/core/adapters/fs/tail-files.js";
import { JournalFollower } from "../../../src/core/journal/follow.js";
import { countedEvents, DIRECTORY, writtenJournal } from "./write-journal.js";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-follow-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const at = (name: string): string => join(directory, name);
const segment = (number: number): string => `${String(number).padStart(6, "0")}.jsonl`;

/** Bytes of each segment of a journal of so many events. */
async function segments(events: number, segmentBytes = 1e9): Promise<readonly Buffer[]> {
  const { contents } = await writtenJournal(countedEvents(events), segmentBytes);
  return [...contents].filter(([path]) => path.startsWith(DIRECTORY)).map(([, bytes]) => bytes);
}

/** Everything there is now, as sequence numbers; null where it is another journal. */
function readAll(follower: JournalFollower): readonly number[] | null {
  const seqs: number[] = [];
  for (;;) {
    const events = follower.next();
    if (events === null) return null;
    if (events.length === 0) return seqs;
    seqs.push(...events.map(({ seq }) => seq));
  }
}

describe("following a journal", () => {
  it("tells each line once, whatever a write was cut at", async () => {
    const [bytes = Buffer.alloc(0)] = await segments(20);
    const follower = new JournalFollower(nodeTailFiles, directory);
    expect(readAll(follower)).toEqual([]);
    const told: number[] = [];
    for (let from = 0; from < bytes.length; from += 37) {
      appendFileSync(at(segment(1)), bytes.subarray(from, from + 37));
      told.push(...(readAll(follower) ?? []));
    }
    expect(told).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it("goes on over the end of segments, some of which appear later", async () => {
    const parts = await segments(40, 1_000);
    expect(parts.length).toBeGreaterThan(3);
    const follower = new JournalFollower(nodeTailFiles, directory);
    const told: number[] = [];
    for (const [i, bytes] of parts.entries()) {
      writeFileSync(at(segment(i + 1)), bytes);
      told.push(...(readAll(follower) ?? []));
    }
    expect(told).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  it("reads a journal of several mebibytes in parts", async () => {
    const [bytes = Buffer.alloc(0)] = await segments(12_000);
    expect(bytes.length).toBeGreaterThan(2 * 1_048_576);
    writeFileSync(at(segment(1)), bytes);
    const follower = new JournalFollower(nodeTailFiles, directory);
    expect(follower.next()?.length).toBeLessThan(12_000);
    expect(readAll(follower)?.at(-1)).toBe(12_000);
  });

  it.each([
    ["is gone", (): void => rmSync(at(segment(1)))],
    ["is shorter", (): void => writeFileSync(at(segment(1)), "")],
    ["has lines that don't follow those before", (): void => appendFileSync(at(segment(1)), `{"seq":21}\n`)],
  ])("says that it is another journal where the file %s", async (_what, change) => {
    const [bytes = Buffer.alloc(0)] = await segments(20);
    writeFileSync(at(segment(1)), bytes);
    const follower = new JournalFollower(nodeTailFiles, directory);
    expect(readAll(follower)).toHaveLength(20);
    change();
    expect(readAll(follower)).toBeNull();
  });
});
