import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AnswerError, AnswerTimeout } from "../../../../src/core/adapters/ccxt/answer-error.js";
import { ERROR_TABLE } from "../../../../src/core/adapters/deribit/error-table.js";
import { outcomeOf } from "../../../../src/core/adapters/deribit/errors.js";

const write = { writes: true, credentials: [] };
const read = { ...write, writes: false };

const answered = (code: number): AnswerError =>
  new AnswerError(400, JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code, message: "a_word" } }), null);

const EXPECTED: readonly [reaction: string, codes: readonly number[]][] = [
  [
    "bug",
    [
      -32700, -32602, -32601, -32000, 10020, 10021, 10022, 10023, 10025, 10026, 10027, 10031, 10033, 10043, 10044,
      11029, 11043, 11047, 11049, 11050, 13010, 13016, 13020,
    ],
  ],
  ["halt", [10000, 10019, 11042, 12005, 13002, 13004, 13009, 13012, 13021, 13025]],
  ["unknown", [10001, 11031, 11094]],
  ["redecide", [10002, 10003, 10005, 10006, 10007, 10008, 10009, 10011, 10032, 10034, 10035, 11030, 11036, 11054]],
  ["reconcile", [10004, 10010, 10012, 10013, 10014, 10016, 10018, 10029, 11008, 11035, 11044, 13019]],
  ["resend", [10028, 10040, 10041, 10047, 11051, 13888]],
];
const CASES = EXPECTED.flatMap(([reaction, codes]) => codes.map((code) => ({ code, reaction })));

describe("numbers of Deribit", () => {
  it.each(CASES)("$code asks for $reaction", ({ code, reaction }) => {
    const onWrite = outcomeOf(answered(code), write);
    expect(onWrite.kind === "unknown" ? "unknown" : onWrite.reaction).toBe(reaction);
    expect(onWrite.reason).toContain("a_word");
    const onRead = outcomeOf(answered(code), read);
    expect(onRead).toMatchObject({ kind: "refused", code, reaction: reaction === "unknown" ? "resend" : reaction });
  });

  it("are the table's, each once", () => {
    expect(CASES.map(({ code }) => code).sort()).toEqual([...ERROR_TABLE.keys()].sort());
  });

  it("stand in docs/venues/deribit.md with their reactions and meanings", () => {
    const text = readFileSync(new URL("../../../../docs/venues/deribit.md", import.meta.url), "utf8");
    const written = [...text.matchAll(/^\| (-?\d{5}) \| `(\w+)` \| (.+) \|$/gm)].map(([, ...cells]) => cells);
    const rows = [...ERROR_TABLE].sort(([a], [b]) => a - b);
    expect(written).toEqual(rows.map(([code, { reaction, meaning }]) => [String(code), reaction, meaning]));
  });

  it("the recorded 10028 keeps us away for 5 s", () => {
    const recorded = readFileSync(new URL("../../../fixtures/deribit/ws_error.json", import.meta.url), "utf8");
    const outcome = outcomeOf(new AnswerError(429, recorded, null), write);
    expect(outcome).toMatchObject({ code: 10_028, reaction: "resend", retryAfterMs: 5_000 });
  });

  it("11030 that names the direction of a reduction says that there is nothing to reduce: we believe a position", () => {
    const message = "other_reject reduce_direction";
    const error = new AnswerError(400, JSON.stringify({ error: { code: 11_030, message } }), null);
    expect(outcomeOf(error, write)).toMatchObject({ code: 11_030, reaction: "reconcile" });
  });

  it("an unknown number is for a person; a 502 and a time-out leave a write unknown", () => {
    expect(outcomeOf(answered(19_999), write)).toMatchObject({ code: 19_999, reaction: "halt" });
    for (const error of [new AnswerError(502, "<html>", null), new AnswerTimeout("no whole answer within 5000 ms")])
      expect(outcomeOf(error, write).kind).toBe("unknown");
  });
});
