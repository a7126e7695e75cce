import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { makeSnapshot } from "../../../../src/core/app/snapshot/make-snapshot.js";
import { openLab } from "../../../support/crash-lab.js";
import { requireSame, started } from "../../../support/snapshot-lab.js";
import { runInProcess } from "../../../support/crash-in-process.js";

const SPAN = { fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: Date.parse("2024-02-15T00:00:00Z") };
const lab = openLab();
let lines: readonly string[] = [];
let directories = 0;

beforeAll(async () => {
  await runInProcess({ config: lab.config, state: lab.path("session"), ...SPAN });
  const journal = lab.path("session/journal");
  const segments = readdirSync(journal).sort();
  lines = segments.flatMap((name) => readFileSync(join(journal, name), "utf8").split("\n").slice(0, -1));
});
afterAll(() => {
  lab.dispose();
});

/** A directory with the journal of the session up to a line, its segments cut after these lines. */
function cutAt(cuts: readonly number[], end = lines.length, directory = newDirectory()): string {
  mkdirSync(join(directory, "journal"), { recursive: true });
  const bounds = [0, ...cuts, end];
  for (const [index, from] of bounds.slice(0, -1).entries()) {
    const text = lines.slice(from, bounds[index + 1]).map((line) => `${line}\n`);
    writeFileSync(join(directory, "journal", `${String(index + 1).padStart(6, "0")}.jsonl`), text.join(""));
  }
  return directory;
}

function newDirectory(): string {
  directories += 1;
  return lab.path(`cut-${String(directories)}`);
}

const line = (): fc.Arbitrary<number> => fc.integer({ min: 1, max: lines.length - 1 });

describe("a start from a snapshot and the lines after it", () => {
  it("knows the same as a fold of the whole journal, for 40 random cuts, and leaves the same telemetry files", () => {
    const whole = started(cutAt([]));
    expect(whole.snapshotSeq).toBe(0);
    expect(lines.length).toBeGreaterThan(1_500);
    fc.assert(
      fc.property(line(), (cut) => {
        const directory = cutAt([cut]);
        expect(makeSnapshot(directory, nodeFiles)).toEqual({ seq: cut, made: true });
        const found = started(directory);
        expect(found.snapshotSeq).toBe(cut);
        requireSame(found.books, whole.books);
        rmSync(directory, { recursive: true });
      }),
      { numRuns: 40, seed: 20_260 },
    );
  }, 240_000);

  it("also where the snapshot was made from an earlier snapshot, for 25 random pairs of cuts", () => {
    const whole = started(cutAt([]));
    fc.assert(
      fc.property(
        fc.tuple(line(), line()).filter(([a, b]) => a < b),
        ([first, second]) => {
          const directory = cutAt([first], second);
          expect(makeSnapshot(directory, nodeFiles)).toEqual({ seq: first, made: true });
          cutAt([first, second], lines.length, directory);
          expect(makeSnapshot(directory, nodeFiles)).toEqual({ seq: second, made: true });
          expect(makeSnapshot(directory, nodeFiles)).toEqual({ seq: second, made: false });
          const found = started(directory);
          expect(found.snapshotSeq).toBe(second);
          requireSame(found.books, whole.books);
          rmSync(directory, { recursive: true });
        },
      ),
      { numRuns: 25, seed: 4 },
    );
  }, 240_000);

  it("makes none while there is no full segment", () => {
    expect(makeSnapshot(cutAt([]), nodeFiles)).toBeNull();
    expect(existsSync(join(lab.path(`cut-${String(directories)}`), "books.snapshot"))).toBe(false);
  });
});

const DOUBTS: readonly (readonly [string, (snapshot: string, directory: string) => void])[] = [
  [
    "one bit of it is another",
    (path) => {
      editBytes(path, (bytes) => void (bytes[bytes.length - 40]! ^= 1));
    },
  ],
  [
    "its end is missing",
    (path) => {
      writeFileSync(path, readFileSync(path).subarray(0, 5_000));
    },
  ],
  [
    "it is empty",
    (path) => {
      writeFileSync(path, "");
    },
  ],
  [
    "it is something else",
    (path) => {
      writeFileSync(path, "null\nwords");
    },
  ],
  [
    "other code wrote it",
    (path) => {
      editHeader(path, { codeHash: "another" });
    },
  ],
  [
    "another version of Node wrote it",
    (path) => {
      editHeader(path, { format: "v8 1" });
    },
  ],
  [
    "it is of another configuration",
    (path) => {
      editHeader(path, { configHash: "another" });
    },
  ],
  [
    "it is of another journal",
    (path) => {
      editHeader(path, { hash: "0".repeat(64) });
    },
  ],
  [
    "it stands elsewhere",
    (path) => {
      editHeader(path, { seq: 7 });
    },
  ],
  [
    "the segment after it is not there yet",
    (_path, directory) => {
      rmSync(join(directory, "journal/000002.jsonl"));
    },
  ],
];

function editBytes(path: string, edit: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  edit(bytes);
  writeFileSync(path, bytes);
}

function editHeader(path: string, changes: object): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf("\n");
  const header = JSON.parse(bytes.subarray(0, at).toString("utf8")) as object;
  writeFileSync(path, Buffer.concat([Buffer.from(JSON.stringify({ ...header, ...changes })), bytes.subarray(at)]));
}

describe("a snapshot that can be doubted", () => {
  const sound = (): string => lab.path("sound");
  beforeAll(() => {
    cutAt([900], lines.length, sound());
    makeSnapshot(sound(), nodeFiles);
    expect(started(sound()).snapshotSeq).toBe(900);
  });

  it.each(DOUBTS)("is not used where %s: the journal is folded from its first line", (_what, doubt) => {
    const directory = newDirectory();
    cpSync(sound(), directory, { recursive: true });
    doubt(join(directory, "books.snapshot"), directory);
    const plain = newDirectory();
    cpSync(directory, plain, { recursive: true });
    rmSync(join(plain, "books.snapshot"));
    const found = started(directory);
    expect(found.snapshotSeq).toBe(0);
    requireSame(found.books, started(plain).books);
  });
});
