import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GENESIS_HASH } from "../../src/core/journal/codec.js";
import { emptyTail, readJournal } from "../../src/core/journal/read.js";
import type { Files } from "../../src/core/ports/files.js";
import { chainedHash } from "../../src/core/lib/hash.js";
import { journalLines } from "../support/crash-books.js";
import { eventsOf, runInProcess } from "../support/crash-in-process.js";
import { executorWords, openLab, SPAN, startHedge } from "../support/crash-lab.js";

const lab = openLab();
/** A session that was interrupted after its first day. */
const base = lab.path("interrupted");
const span = { config: lab.config, ...SPAN };
let lines: readonly string[] = [];
let segments: readonly string[] = [];

beforeAll(async () => {
  await runInProcess({ ...span, state: base, maxCycles: 24 });
  lines = journalLines(base);
  segments = readdirSync(`${base}/journal`).sort();
});

afterAll(() => {
  lab.dispose();
});

/** A copy without projections: a process that died inside a write has made none from that line. */
function copyOf(name: string): string {
  const state = lab.path(name);
  rmSync(state, { recursive: true, force: true });
  cpSync(base, state, { recursive: true });
  for (const file of readdirSync(state).filter((entry) => entry.endsWith(".json"))) rmSync(`${state}/${file}`);
  return state;
}

const lastSegment = (state: string): string => `${state}/journal/${segments.at(-1) ?? ""}`;

function startAgain(state: string): Promise<unknown> {
  return runInProcess({ ...span, state, maxCycles: 1 });
}

interface Refusal {
  readonly code: string;
  readonly message: string;
}

async function refusalOf(state: string): Promise<Refusal | null> {
  return startAgain(state).then(
    () => null,
    (error: unknown) => error as Refusal,
  );
}

describe("a torn last line", () => {
  it("is left out by a reader wherever it was torn: the line before is the last, at every one of its bytes", () => {
    const last = Buffer.from(`${lines.at(-1) ?? ""}\n`);
    const bytes = readFileSync(lastSegment(base));
    expect(last.length).toBeGreaterThan(100);
    for (let kept = 1; kept < last.length; kept++) {
      const torn = bytes.subarray(0, bytes.length - last.length + kept);
      const files: Pick<Files, "list" | "readBytes"> = {
        list: () => segments,
        readBytes: (path) => (path === lastSegment(base) ? torn : readFileSync(path)),
      };
      const tail = emptyTail();
      expect([...readJournal(files, `${base}/journal`, tail)]).toHaveLength(lines.length - 1);
      expect(tail.tornBytes).toBe(kept);
    }
  }, 120_000);

  it("is cut by the next start, which goes on from the line before and journals how many bytes it cut, for each 25th byte", async () => {
    const last = `${lines.at(-1) ?? ""}\n`;
    const whole = readFileSync(lastSegment(base)).length;
    for (let kept = 1; kept < last.length; kept += 25) {
      const state = copyOf("torn");
      truncateSync(lastSegment(state), whole - last.length + kept);
      await startAgain(state);
      const after = journalLines(state);
      expect(after.slice(0, lines.length - 1)).toEqual(lines.slice(0, -1));
      expect(JSON.parse(after[lines.length - 1] ?? "{}")).toMatchObject({ type: "session.resumed", cutBytes: kept });
    }
  }, 120_000);

  it("leaves no trace when the tear falls between two lines: the start goes on with 0 bytes cut", async () => {
    const state = copyOf("even");
    truncateSync(lastSegment(state), readFileSync(lastSegment(base)).length - (lines.at(-1)?.length ?? 0) - 1);
    await startAgain(state);
    expect(eventsOf(state)[lines.length - 1]).toMatchObject({ type: "session.resumed", cutBytes: 0 });
  });

  it("begins anew when the torn line is the very first", async () => {
    const state = copyOf("first");
    for (const name of segments.slice(1)) rmSync(`${state}/journal/${name}`);
    truncateSync(`${state}/journal/${segments[0] ?? ""}`, 1_000);
    await startAgain(state);
    expect(eventsOf(state)[0]).toMatchObject({ type: "session.started", seq: 1 });
  });
});

describe("anything else that is not what was written", () => {
  it("refuses the start with file and line for a changed byte anywhere, and changes nothing", async () => {
    const sizes = segments.map((name) => readFileSync(`${base}/journal/${name}`).length);
    const place = fc
      .nat({ max: segments.length - 1 })
      .chain((segment) => fc.record({ segment: fc.constant(segment), offset: fc.nat({ max: sizes[segment]! - 2 }) }));
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async ({ segment, offset }, flip) => {
        const state = copyOf("changed");
        const path = `${state}/journal/${segments[segment] ?? ""}`;
        const bytes = readFileSync(path);
        bytes[offset] = bytes[offset]! ^ flip;
        writeFileSync(path, bytes);
        const refused = await refusalOf(state);
        expect(refused).toMatchObject({ code: "journal_corrupt" });
        expect(refused?.message).toMatch(/\d{6}\.jsonl line \d+ \(byte \d+\)/);
        expect(readFileSync(path).equals(bytes)).toBe(true);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it("names the file and the line it changed, on the command line", async () => {
    const state = copyOf("named");
    const path = `${state}/journal/${segments[1] ?? ""}`;
    const text = readFileSync(path, "utf8").split("\n");
    text[4] = (text[4] ?? "").replace('"v":1', '"v":7');
    writeFileSync(path, text.join("\n"));
    const ended = await startHedge(lab, executorWords(lab, state, "--json")).ended;
    expect(ended.exitCode).toBe(3);
    expect(JSON.parse(ended.stdout)).toMatchObject({ schema: "hedge.error/1", code: "journal_corrupt", file: path });
    expect(ended.stdout).toContain(`${path} line 5 (byte `);
  });

  it("refuses a schema version it does not know, although the chain is right", async () => {
    const state = copyOf("version");
    const before = JSON.parse(lines.at(-2) ?? "{}") as { readonly hash?: string };
    const { hash, ...body } = JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown>;
    const unsigned = JSON.stringify({ ...body, v: 2 });
    const signed = `${unsigned.slice(0, -1)},"hash":"${chainedHash(before.hash ?? GENESIS_HASH, unsigned)}"}`;
    const text = readFileSync(lastSegment(state), "utf8").replace(`${lines.at(-1) ?? ""}\n`, `${signed}\n`);
    expect(text).not.toContain(String(hash));
    writeFileSync(lastSegment(state), text);
    const refused = await refusalOf(state);
    expect(refused).toMatchObject({ code: "journal_corrupt" });
    expect(refused?.message).toContain("unknown schema version 2");
  });
});

describe("a journal that lost whole lines", () => {
  it.each([1, 20])(
    "is refused with exit 3 when its last %i lines are gone but the projections know them",
    async (gone) => {
      const state = lab.path(`short-${String(gone)}`);
      cpSync(base, state, { recursive: true });
      const missing = Buffer.byteLength(`${lines.slice(-gone).join("\n")}\n`);
      truncateSync(lastSegment(state), readFileSync(lastSegment(state)).length - missing);
      const refusal = await refusalOf(state);
      expect(refusal).toMatchObject({ code: "journal_short" });
      expect(refusal?.message).toContain(
        `know event ${String(lines.length)}, the journal ends at ${String(lines.length - gone)}`,
      );
    },
  );

  it("is refused when all of it is gone: a new session never begins over the projections of an old one", async () => {
    const state = lab.path("gone");
    cpSync(base, state, { recursive: true });
    rmSync(`${state}/journal`, { recursive: true });
    expect(await refusalOf(state)).toMatchObject({ code: "journal_short" });
    expect(readdirSync(state)).not.toContain("journal");
  });
});
