import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventBody } from "../../../src/core/domain/event.js";
import { decodeLine, encodeLine, GENESIS_HASH, JournalLineError } from "../../../src/core/journal/codec.js";
import { chainedHash } from "../../../src/core/lib/hash.js";
import { AT_MS, sampleEvents } from "./event-samples.js";

const header = { seq: 7, mode: "paper", correlationId: "c1" } as const;
const stop = (reason: string, atMs = AT_MS): EventBody => ({ type: "stop.requested", atMs, reason });

function resigned(line: string, change: (unsigned: string) => string): string {
  const unsigned = change(`${line.slice(0, -75)}}`);
  return `${unsigned.slice(0, -1)},"hash":"${chainedHash(GENESIS_HASH, unsigned)}"}`;
}

describe("a journal line", () => {
  it.each(sampleEvents.map((event) => [event.type, event] as const))(
    "reads back as the %s event it was",
    (_type, event) => {
      const { line, hash } = encodeLine(event, header, GENESIS_HASH);
      const expected = { ...event, seq: 7, at: "2024-01-01T00:00:00Z", v: 1, mode: "paper", correlationId: "c1", hash };
      expect(decodeLine(line, 7, GENESIS_HASH)).toEqual(expected);
    },
  );

  it("has the members of the handbook in order: seq, at, type, v, mode, correlationId, payload, hash", () => {
    const { line } = encodeLine(stop("x"), header, GENESIS_HASH);
    expect(Object.keys(JSON.parse(line) as object).join()).toBe("seq,at,type,v,mode,correlationId,reason,hash");
  });

  it("keeps any text on one line and unchanged: escapes, U+2028, lone surrogates, __proto__", () => {
    const hostile = [
      "\u001b[2J\u009b31m",
      "a\nb\r\n",
      "\u2028\u2029\ufeff\ufffd",
      "\ud800 \udc00",
      `","hash":"${"0".repeat(64)}"}`,
      "__proto__",
    ];
    for (const text of hostile) {
      const { line } = encodeLine(stop(text), header, GENESIS_HASH);
      const onDisk = Buffer.from(line, "utf8").toString("utf8");
      expect(line).not.toMatch(/[\n\r]/);
      expect(decodeLine(onDisk, 7, GENESIS_HASH)).toMatchObject({ reason: text });
    }
  });

  it("keeps any text unchanged, 200 random ones", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (reason, correlationId) => {
        const { line } = encodeLine(stop(reason), { ...header, correlationId }, GENESIS_HASH);
        const onDisk = Buffer.from(line, "utf8").toString("utf8");
        expect(decodeLine(onDisk, 7, GENESIS_HASH)).toMatchObject({ reason, correlationId });
      }),
      { numRuns: 200 },
    );
  });

  it("keeps the millisecond and any finite number", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 0, max: 4e12 }),
        (rate, atMs) => {
          const event: EventBody = { type: "market.funding", atMs, symbol: "BTCUSDT", rate };
          const { line } = encodeLine(event, header, GENESIS_HASH);
          const read = decodeLine(line, 7, GENESIS_HASH);
          expect(read.atMs).toBe(atMs);
          expect("rate" in read && read.rate === rate).toBe(true);
        },
      ),
    );
  });

  it.each([Number.NaN, Infinity, -Infinity])(
    "refuses %d, which JSON would turn into null, and names the member",
    (rate) => {
      const event: EventBody = { type: "market.funding", atMs: AT_MS, symbol: "BTCUSDT", rate };
      expect(() => encodeLine(event, header, GENESIS_HASH)).toThrow(/rate is -?(NaN|Infinity)/);
      const book: EventBody = { type: "market.book", atMs: AT_MS, symbol: "B", bids: [[1, rate]], asks: [] };
      expect(() => encodeLine(book, header, GENESIS_HASH)).toThrow(/bids is/);
    },
  );

  it.each([0.5, Number.NaN, 2 ** 60])("refuses the instant %d, which would not read back", (atMs) => {
    expect(() => encodeLine(stop("x", atMs), header, GENESIS_HASH)).toThrow("no whole millisecond");
  });

  it("refuses a line of more than 16 MiB", () => {
    expect(() => encodeLine(stop("x".repeat(6e6)), header, GENESIS_HASH)).toThrow("a line of 6000");
  });
});

describe("a line that can't be trusted", () => {
  const { line } = encodeLine(stop("x"), header, GENESIS_HASH);
  const reasonFor = (text: string, seq = 7, previous = GENESIS_HASH): string => {
    try {
      decodeLine(text, seq, previous);
      return "accepted";
    } catch (error) {
      expect(error).toBeInstanceOf(JournalLineError);
      return (error as Error).message;
    }
  };

  it("is one without a hash at its end", () => {
    for (const text of [
      "",
      "{}",
      line.slice(0, -1),
      `${line} `,
      `${line}\r`,
      line.replace(/"hash":"[0-9a-f]/, '"hash":"A'),
    ]) {
      expect(reasonFor(text)).toBe("no hash at the end of the line");
    }
  });

  it("is one whose text, or whose line before, is another", () => {
    expect(reasonFor(line.replace('"x"', '"y"'))).toContain("the hash does not fit");
    expect(reasonFor(line, 7, "1".repeat(64))).toContain("the hash does not fit");
  });

  it("is one of another version, and the version is named", () => {
    expect(reasonFor(resigned(line, (text) => text.replace('"v":1', '"v":2')))).toBe("unknown schema version 2");
    expect(reasonFor(resigned(line, (text) => text.replace('"v":1,', "")))).toBe("unknown schema version nothing");
  });

  it("is one out of sequence, and both numbers are named", () => {
    expect(reasonFor(line, 8)).toBe("sequence 7, expected 8");
  });

  it("is one that is no JSON object or has no instant, though its hash fits", () => {
    expect(reasonFor(resigned(line, (text) => text.replace(":", ";")))).toBe("not JSON");
    expect(reasonFor(resigned(line, () => `[1}`))).toBe("not JSON");
    expect(reasonFor(resigned(line, (text) => text.replace("2024-01-01", "2024-13-01")))).toBe(
      '"at" is no instant: "2024-13-01T00:00:00Z"',
    );
  });

  it("is quoted short and without characters that move a cursor", () => {
    const reason = reasonFor(resigned(line, (text) => text.replace("2024-01-01", `\u009b31m${"z".repeat(500)}`)));
    expect(reason).toHaveLength(101);
    expect(reason).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});
