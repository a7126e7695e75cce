import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AnswerError, AnswerTimeout } from "../../../../src/core/adapters/ccxt/answer-error.js";
import { Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { ERROR_TABLE } from "../../../../src/core/adapters/okx/error-table.js";
import { outcomeOf } from "../../../../src/core/adapters/okx/errors.js";

const write = { writes: true, credentials: [] };
const read = { ...write, writes: false };

/** A refusal in its row, as orders get it. */
const inRow = (code: number | string): AnswerError => {
  const data = [{ ordId: "", clOrdId: "a1", sCode: String(code), sMsg: "no, because" }];
  return new AnswerError(200, JSON.stringify({ code: "1", msg: "All operations failed", data }), null);
};
const whole = (status: number, code: number): AnswerError =>
  new AnswerError(status, JSON.stringify({ code: String(code), msg: "no, because", data: [] }), null);

/** Each number that a bot can meet, by what it has to do. */
const EXPECTED: readonly [reaction: string, codes: readonly number[]][] = [
  ["unknown", [50004, 50026, 51054]],
  ["resend", [50001, 50011, 50013, 50036, 50037, 50040, 50061]],
  ["resync_clock", [50102, 50112]],
  ["redecide", [51004, 51005, 51006, 51008, 51020, 51031, 51101, 51109, 51116, 51120, 51122, 51127, 51131]],
  ["redecide", [51135, 51136, 51137, 51138, 51201, 51202, 51203, 51250, 51277, 51278, 51279, 51280, 51502, 51511]],
  ["reconcile", [50017, 50019, 50020, 50022, 51016, 51022, 51023, 51025, 51027, 51028, 51029, 51030, 51058, 51065]],
  ["reconcile", [51068, 51071, 51088, 51102, 51112, 51205, 51261, 51400, 51401, 51402, 51405, 51410, 51503, 51509]],
  ["reconcile", [51510, 51513, 51603, 59000, 59107]],
  ["bug", [50000, 50002, 50006, 50014, 50015, 50016, 50024, 50115, 51000, 51001, 51003, 51015, 51121, 51204]],
  ["bug", [51327, 51328, 51329, 51330]],
  ["halt", [50007, 50008, 50009, 50012, 50027, 50028, 50029, 50030, 50100, 50101, 50103, 50104, 50105, 50106, 50107]],
  ["halt", [50110, 50111, 50113, 50114, 50119, 50120, 51009, 51010, 51024, 51155]],
];
const CASES = EXPECTED.flatMap(([reaction, codes]) => codes.map((code) => ({ code, reaction })));

describe("numbers of the venue", () => {
  it.each(CASES)("$code asks for $reaction, in its row and in the whole answer", ({ code, reaction }) => {
    for (const error of [inRow(code), whole(400, code)]) {
      const onWrite = outcomeOf(error, write);
      expect(onWrite.kind === "unknown" ? "unknown" : onWrite.reaction).toBe(reaction);
      expect(onWrite.reason).toContain(String(code));
      const onRead = outcomeOf(error, read);
      expect(onRead).toMatchObject({ kind: "refused", code, reaction: reaction === "unknown" ? "resend" : reaction });
    }
  });

  it("are the table's, each once", () => {
    expect(CASES.map(({ code }) => code).sort()).toEqual([...ERROR_TABLE.keys()].sort());
  });

  it("stand in docs/venues/okx.md with their reactions and meanings", () => {
    const text = readFileSync(new URL("../../../../docs/venues/okx.md", import.meta.url), "utf8");
    const written = [...text.matchAll(/^\| (\d{5}) \| `(\w+)` \| (.+) \|$/gm)].map(([, ...cells]) => cells);
    const rows = [...ERROR_TABLE].sort(([a], [b]) => a - b);
    expect(written).toEqual(rows.map(([code, { reaction, meaning }]) => [String(code), reaction, meaning]));
  });

  it("51016, 51065, 51068 and 51088 on a write leave open whether the order is there, no other does", () => {
    const open = CASES.filter(({ code }) => {
      const outcome = outcomeOf(inRow(code), write);
      return outcome.kind === "refused" && outcome.mayBeThere === true;
    });
    expect(open.map(({ code }) => code)).toEqual([51016, 51065, 51068, 51088]);
  });

  it("51008_1000 is 51008 with a sub-code", () => {
    expect(outcomeOf(inRow("51008_1000"), write)).toMatchObject({ code: 51008, reaction: "redecide" });
  });

  it("50011 keeps us away for 2 s", () => {
    expect(outcomeOf(whole(429, 50_011), write)).toMatchObject({ reaction: "resend", retryAfterMs: 2_000 });
  });

  it("an unknown number with status 200 is a definite no, for a person", () => {
    expect(outcomeOf(inRow(51_999), write)).toMatchObject({ kind: "refused", code: 51_999, reaction: "halt" });
  });
});

describe("answers without a number", () => {
  const html = new AnswerError(502, "<html><head><title>502 Bad Gateway</title></head></html>", null);
  it.each([
    ["a page of a proxy", html],
    ["a time-out", new AnswerTimeout("no whole answer within 5000 ms")],
    ["a socket that was reset", new Error("fetch failed: ECONNRESET")],
  ])("%s leaves a write unknown and repeats a read", (_what, error) => {
    expect(outcomeOf(error, write).kind).toBe("unknown");
    expect(outcomeOf(error, read)).toMatchObject({ kind: "refused", reaction: "resend" });
  });

  it("a connection that was refused sent nothing", () => {
    const outcome = outcomeOf(new Error("connect ECONNREFUSED 127.0.0.1:1"), write);
    expect(outcome).toMatchObject({ kind: "refused", code: 0, reaction: "resend", unanswered: true });
  });

  it("shows neither key nor secret nor passphrase", () => {
    const [key, secret, passphrase] = ["key-text", "secret-text", "pass-text"].map((text) => new Secret(text));
    const error = new AnswerError(400, "key-text secret-text pass-text are wrong", null);
    const own = { writes: true, credentials: [{ key: key!, secret: secret!, passphrase: passphrase! }] };
    expect(outcomeOf(error, own).reason).not.toMatch(/key-text|secret-text|pass-text/);
  });
});
