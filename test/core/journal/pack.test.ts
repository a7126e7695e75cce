import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { growingFiles } from "../../../src/core/adapters/fs/growing-files.js";
import { journalSource } from "../../../src/core/adapters/fs/journal-files.js";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { gzipPacker } from "../../../src/core/adapters/fs/packed-segments.js";
import { createTailFiles } from "../../../src/core/adapters/fs/tail-files.js";
import { JournalFollower } from "../../../src/core/journal/follow.js";
import { packSegments } from "../../../src/core/journal/pack.js";
import { JournalCorruption, readJournal, segmentPaths } from "../../../src/core/journal/read.js";
import type { Files } from "../../../src/core/ports/files.js";
import { chunkAfter, generationOf, hashBefore, lagBehind } from "../../../src/core/sync/read-journal.js";
import { EMPTY_CHAIN } from "../../../src/core/sync/slot.js";
import { MemoryJournal } from "../../support/mirror-lab.js";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-pack-"));
  fill(directory, 60);
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** A journal of so many lines in segments of 2,000 bytes; the last line is torn. */
function fill(where: string, lines: number): void {
  const journal = new MemoryJournal();
  journal.write(lines);
  journal.tear();
  mkdirSync(where, { recursive: true });
  for (const segment of journal.segments()) {
    writeFileSync(join(where, `${String(segment).padStart(6, "0")}.jsonl`), journal.read(segment, 0, Infinity));
  }
}

const deps = { ...gzipPacker, files: nodeFiles };
const hashes = (where = directory): readonly string[] => [...readJournal(nodeFiles, where)].map(({ hash }) => hash);

/** Everything that a mirror, a follower and a screen read of a journal. */
function everyReading(): object {
  const source = journalSource(directory);
  const follower = new JournalFollower(createTailFiles(), directory);
  const followed: string[] = [];
  for (let next = follower.next(); next !== null && next.length > 0; next = follower.next()) {
    followed.push(...next.map(({ hash }) => hash));
  }
  const chunks: string[] = [];
  for (
    let end = EMPTY_CHAIN, chunk = chunkAfter(source, end, 700);
    chunk !== null;
    chunk = chunkAfter(source, end, 700)
  ) {
    chunks.push(`${String(chunk.segment)} ${String(chunk.at)} ${Buffer.from(chunk.bytes).toString("utf8")}`);
    end = { ...end, segment: chunk.segment, at: chunk.at + chunk.bytes.length };
  }
  const segments = source.segments();
  return {
    hashes: hashes(),
    followed,
    chunks,
    segments,
    lengths: segments.map((segment) => source.length(segment)),
    ends: segments.map((segment) => hashBefore(source, { segment, at: segment === 1 ? (source.length(1) ?? 0) : 0 })),
    generation: generationOf(source),
    lag: lagBehind(source, EMPTY_CHAIN),
    first: Buffer.from(growingFiles.readRange(segmentPaths(nodeFiles, directory)[0] ?? "", 10, 300)).toString("utf8"),
    stand: growingFiles.stand(segmentPaths(nodeFiles, directory)[0] ?? "")?.length,
  };
}

describe("packing", () => {
  it("leaves the two newest segments plain, makes the rest smaller, and every reader reads what it read before", async () => {
    const before = everyReading();
    const count = segmentPaths(nodeFiles, directory).length;
    expect(count).toBeGreaterThan(5);
    const packed = packSegments(deps, directory, 1);
    expect(packed).toHaveLength(count - 2);
    expect(packed.every(({ bytes, packedBytes }) => packedBytes < bytes)).toBe(true);
    expect(readdirSync(directory).filter((name) => name.endsWith(".jsonl"))).toHaveLength(2);
    expect(everyReading()).toEqual(before);
    expect(packSegments(deps, directory, 1)).toEqual([]);
    await journalSource(directory).sync(1);
  });

  it("reads any span of a packed segment as of the plain one", () => {
    const plain = journalSource(directory);
    const whole = Buffer.from(plain.read(2, 0, Infinity));
    packSegments(deps, directory, 1);
    const tail = createTailFiles();
    const path = segmentPaths(nodeFiles, directory)[1] ?? "";
    fc.assert(
      fc.property(fc.nat(3_000), fc.integer({ min: 1, max: 3_000_000 }), (offset, limit) => {
        const wanted = whole.subarray(offset, offset + limit);
        expect(Buffer.compare(plain.read(2, offset, limit), wanted)).toBe(0);
        const read = tail.readFrom(path, offset, limit);
        expect(read === null).toBe(offset > whole.length);
        if (read !== null) expect(Buffer.compare(read, wanted)).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it("goes on while a follower is in the middle of what is packed", () => {
    const follower = new JournalFollower(createTailFiles(), directory);
    const first = follower.next() ?? [];
    packSegments(deps, directory, 1);
    const rest: string[] = [];
    for (let next = follower.next(); next !== null && next.length > 0; next = follower.next()) {
      rest.push(...next.map(({ hash }) => hash));
    }
    expect([...first.map(({ hash }) => hash), ...rest]).toEqual(hashes());
  });

  it("packs nothing of a journal that is not what was written", () => {
    const path = join(directory, "000003.jsonl");
    writeFileSync(path, readFileSync(path, "utf8").replace("xxxx", "xxxy"));
    expect(() => packSegments(deps, directory, 1)).toThrow(JournalCorruption);
    expect(readdirSync(directory).filter((name) => name.endsWith(".gz"))).toEqual([]);
  });

  it("names a packed segment that is broken, and keeps the plain one where the packed one does not give it back", () => {
    const lying: Files = { ...nodeFiles, replace: (path, content) => nodeFiles.replace(path, content.slice(0, -9)) };
    expect(() => packSegments({ ...deps, files: lying }, directory, 1)).toThrow();
    expect(existsSync(join(directory, "000001.jsonl"))).toBe(true);
    expect(hashes()).toHaveLength(60);
    rmSync(join(directory, "000001.jsonl"));
    expect(() => hashes()).toThrow(/000001\.jsonl\.gz/);
  });

  it("leaves a journal that was begun anew under the same name alone", () => {
    const other = join(directory, "other");
    fill(other, 5);
    let isSwapped = false;
    const swapping: Files = {
      ...nodeFiles,
      replace: (path, content) => {
        nodeFiles.replace(path, content);
        if (!isSwapped)
          writeFileSync(join(directory, "000001.jsonl"), readFileSync(join(other, "000001.jsonl")).subarray(0, 900));
        isSwapped = true;
      },
    };
    expect(() => packSegments({ ...deps, files: swapping }, directory, 1)).toThrow(/the plain segment stays/);
    expect(readFileSync(join(directory, "000001.jsonl"))).toHaveLength(900);
  });
});

describe("a process that dies while it packs", () => {
  class Killed extends Error {}

  /** Dies before or after the nth call that changes the disk, or in the middle of what it writes. */
  function dying(nth: number, when: "before" | "after" | "half"): Files {
    let calls = 0;
    const around = (change: () => void, half: () => void): void => {
      calls += 1;
      if (calls === nth && when === "before") throw new Killed();
      if (calls === nth && when === "half") half();
      else change();
      if (calls === nth) throw new Killed();
    };
    return {
      ...nodeFiles,
      replace: (path, content) => {
        around(
          () => nodeFiles.replace(path, content),
          // As the kernel leaves it: a part of the temporary file, not renamed.
          () => writeFileSync(`${path}.tmp`, content.slice(0, content.length / 2)),
        );
      },
      remove: (path) => {
        around(
          () => nodeFiles.remove(path),
          () => undefined,
        );
      },
    };
  }

  it("loses nothing at any call, before, after or inside; the next run finishes, with the same bytes", () => {
    const before = everyReading();
    const plain = segmentPaths(nodeFiles, directory).map((path) => readFileSync(path));
    const calls = 2 * (plain.length - 2);
    for (const when of ["before", "after", "half"] as const) {
      for (let nth = 1; nth <= calls; nth++) {
        const lab = join(directory, `lab-${when}-${String(nth)}`);
        fill(lab, 60);
        expect(() => packSegments({ ...deps, files: dying(nth, when) }, lab, 1)).toThrow(Killed);
        expect(hashes(lab)).toEqual(hashes());
        packSegments(deps, lab, 1);
        expect(hashes(lab)).toEqual(hashes());
        const left = readdirSync(lab)
          .filter((name) => !name.endsWith(".tmp"))
          .sort();
        expect(left).toHaveLength(plain.length);
        left.forEach((name, index) => {
          const bytes = readFileSync(join(lab, name));
          expect(
            Buffer.compare(name.endsWith(".gz") ? gunzipSync(bytes) : bytes, plain[index] ?? Buffer.alloc(0)),
          ).toBe(0);
        });
        rmSync(lab, { recursive: true });
      }
    }
    expect(everyReading()).toEqual(before);
  });
});
