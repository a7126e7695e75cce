import { describe, expect, it } from "vitest";
import { AnswerError, AnswerTimeout } from "../../../../src/core/adapters/ccxt/answer-error.js";
import { ERROR_TABLE } from "../../../../src/core/adapters/binance-usdm/error-table.js";
import { outcomeOf } from "../../../../src/core/adapters/binance-usdm/errors.js";

const NOW_MS = 1_790_000_000_000;
const write = { writes: true, nowMs: NOW_MS, credentials: [] };
const read = { ...write, writes: false };

const answered = (status: number, body: unknown, retryAfter: string | null = null): AnswerError =>
  new AnswerError(status, typeof body === "string" ? body : JSON.stringify(body), retryAfter);

/** Each number of the venue's error page that a bot can meet, by what it has to do. */
const EXPECTED: readonly [reaction: string, codes: readonly number[]][] = [
  ["unknown", [-1000, -1006, -1007]],
  ["resend", [-1003, -1008, -1015]],
  ["resync_clock", [-1021, -5028]],
  [
    "redecide",
    [-2010, -2018, -2019, -2020, -2021, -2027, -2028, -4003, -4004, -4005, -4016, -4024, -4028, -4131, -4142],
  ],
  ["redecide", [-4164, -5029, -4183, -4184, -4210, -4211, -5021, -5022, -5041]],
  [
    "reconcile",
    [-1016, -1109, -1125, -2011, -2012, -2013, -2022, -2024, -2025, -4045, -4047, -4048, -4067, -4068, -4168],
  ],
  ["reconcile", [-4116, -4117, -4118, -4130, -4140, -4141, -4161, -4531, -5024, -5025, -5026, -5043]],
  ["done", [-4046, -4059, -4171, -5027]],
  [
    "bug",
    [-1099, -1102, -1105, -1106, -1111, -1114, -1115, -1116, -1117, -1120, -1121, -1128, -1130, -4002, -4013, -4014],
  ],
  ["bug", [-1013, -4015, -4023, -4120, -4135, -4137, -4138, -5037, -5038, -5040]],
  ["halt", [-1002, -1022, -2014, -2015, -2017, -2023, -4060, -4061, -4062, -4087, -4088, -4109, -4192, -4400, -4401]],
  ["halt", [-4202, -4203, -4204, -4205, -4206, -4402, -4403]],
];
const CASES = EXPECTED.flatMap(([reaction, codes]) => codes.map((code) => ({ code, reaction })));

/** Refusals after which the rules of the symbol are read again. */
const OF_RULES = [
  ...[-1013, -1111, -1130, -4002, -4003, -4004, -4005, -4013, -4014, -4016, -4023, -4024, -4131, -4140, -4141, -4164],
  ...[-4183, -4184, -4210, -4211, -5029],
];

describe("numbers of the venue", () => {
  it("says of the numbers that a symbol's filters give that our rules may be old, and of no other", () => {
    const said = CASES.filter(({ code }) => {
      const outcome = outcomeOf(answered(400, { code, msg: "no" }), write);
      return outcome.kind === "refused" && outcome.againstRules === true;
    });
    expect(said.map(({ code }) => code).sort()).toEqual([...OF_RULES].sort());
  });

  it("says of -1016, -1109, -4116 and -4130 on a write that the order may be there, of no other, and of none on a read", () => {
    const open = CASES.filter(({ code }) => {
      const outcomes = [write, read].map((call) => outcomeOf(answered(400, { code, msg: "no" }), call));
      const [onWrite, onRead] = outcomes.map((outcome) => outcome.kind === "refused" && outcome.mayBeThere === true);
      expect(onRead).toBe(false);
      return onWrite;
    });
    expect(open.map(({ code }) => code)).toEqual([-1016, -1109, -4116, -4130]);
  });

  it("has a case below for each of the rows but -1001, and no row without a case", () => {
    const rows = [...ERROR_TABLE.keys()].filter((code) => code !== -1001);
    expect(CASES.map(({ code }) => code).sort()).toEqual(rows.sort());
  });

  it.each(CASES)("answers $code on a write with $reaction, whoever words it", ({ code, reaction }) => {
    const body = { code, msg: "Some text." };
    const expected = reaction === "unknown" ? { kind: "unknown" } : { kind: "refused", code, reaction };
    expect(outcomeOf(answered(400, body), write)).toMatchObject(expected);
    // As ccxt words it without our hooks, under any class; with a space, and with the number as text.
    const message = new Error(`binanceusdm ${JSON.stringify(body)}`);
    message.name = "NetworkError";
    expect(outcomeOf(message, write)).toMatchObject(expected);
    expect(outcomeOf(answered(400, `{"code": "${code}", "msg": ""}`), write)).toMatchObject(expected);
  });

  it.each(CASES)("answers $code on a read with a refusal, never with unknown", ({ code, reaction }) => {
    const expected = reaction === "unknown" ? "resend" : reaction;
    const outcome = outcomeOf(answered(400, { code, msg: "" }), read);
    expect(outcome).toMatchObject({ kind: "refused", code, reaction: expected });
  });

  it("takes -1001 as not executed with its documented text, and as unknown without", () => {
    const text = "Internal error; unable to process your request. Please try again.";
    expect(outcomeOf(answered(503, { code: -1001, msg: text }), write)).toMatchObject({ reaction: "resend" });
    expect(outcomeOf(answered(400, { code: -1001, msg: text }), write)).toMatchObject({ reaction: "resend" });
    expect(outcomeOf(answered(500, { code: -1001, msg: "Disconnected." }), write)).toMatchObject({ kind: "unknown" });
  });
});

describe("answers without a number we know", () => {
  const unknownText = "Unknown error, please check your request or try again later.";

  const cases: readonly [what: string, error: unknown, expected: string][] = [
    ["503 with the text of the unknown outcome", answered(503, unknownText), "unknown"],
    ["the same as JSON with the number -1000", answered(503, { code: -1000, msg: unknownText }), "unknown"],
    [
      "the same with the number -1008, which alone means refused",
      answered(503, { code: -1008, msg: unknownText }),
      "unknown",
    ],
    ["503 Service Unavailable.", answered(503, "Service Unavailable."), "resend"],
    ["503 Service Unavailable. as JSON", answered(503, { code: 0, msg: "Service Unavailable." }), "resend"],
    [
      "503 Internal error",
      answered(503, { msg: "Internal error; unable to process your request. Please try again." }),
      "resend",
    ],
    ["503 with an HTML page of a proxy", answered(503, "<html><h1>503 Service Unavailable</h1></html>"), "unknown"],
    ["502 with HTML", answered(502, "<html>Bad Gateway</html>"), "unknown"],
    ["500 with an empty body", answered(500, ""), "unknown"],
    ["500 with an unknown number", answered(500, { code: -9999, msg: "?" }), "unknown"],
    ["200 with an unknown number", answered(200, { code: -9999, msg: "?" }), "unknown"],
    ["408", answered(408, "Request Timeout"), "unknown"],
    ["a socket reset", new Error("fetch failed: read ECONNRESET"), "unknown"],
    [
      "a time-out of 400 ms, whatever number stands in it",
      new AnswerTimeout("no whole answer within 400 ms"),
      "unknown",
    ],
    ["a thrown text", "oops", "unknown"],
    ["403 of the firewall", answered(403, "<html>Forbidden</html>"), "halt"],
    ["404", answered(404, "<html>not found</html>"), "bug"],
    ["401 without JSON", answered(401, ""), "halt"],
    ["400 with an unknown number", answered(400, { code: -9999, msg: "new rule" }), "halt"],
    ["400 without a number", answered(400, "Bad Request"), "halt"],
    ["429", answered(429, "<html>slow down</html>"), "resend"],
    ["418", answered(418, "I'm a teapot"), "resend"],
    ["a refused connection", new Error("fetch failed: connect ECONNREFUSED 127.0.0.1:1"), "resend"],
    ["a name that can't be found", new Error("fetch failed: getaddrinfo ENOTFOUND x"), "resend"],
    [
      "ccxt's own 503 message",
      named("ExchangeNotAvailable", `binanceusdm POST http://h/fapi/v1/order 503 x ${unknownText}`),
      "unknown",
    ],
    [
      "ccxt's own 408 message",
      named("RequestTimeout", "binanceusdm POST http://h/fapi/v1/order 408 Request Timeout x"),
      "unknown",
    ],
    ["ccxt's own 429 message", named("DDoSProtection", "binanceusdm 429 Too Many Requests x"), "resend"],
    [
      "ccxt's own time-out",
      named("RequestTimeout", "binanceusdm POST http://h:418/ request timed out (500 ms)"),
      "unknown",
    ],
    ["missing credentials", named("AuthenticationError", 'binanceusdm requires "apiKey" credential'), "halt"],
  ];

  it.each(cases.map(([what, error, expected]) => ({ what, error, expected })))(
    "takes $what on a write as $expected",
    ({ error, expected }) => {
      const outcome = outcomeOf(error, write);
      expect(outcome.kind === "unknown" ? "unknown" : outcome.reaction).toBe(expected);
      const onRead = outcomeOf(error, read);
      expect(onRead).toMatchObject({ kind: "refused", reaction: expected === "unknown" ? "resend" : expected });
    },
  );
});

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

describe("how long to stay away", () => {
  const banned = "Way too much request weight used; IP banned until 1790000120000. Please use WebSocket Streams.";

  const cases: readonly [what: string, error: unknown, retryAfterMs: number | null][] = [
    ["429 with Retry-After 7", answered(429, { code: -1003, msg: "Too many requests." }, "7"), 7_000],
    ["429 without", answered(429, { code: -1003, msg: "Too many requests." }), null],
    ["418 banned until 120 s from now", answered(418, { code: -1003, msg: banned }), 120_000],
    ["418 with both: the header counts", answered(418, { code: -1003, msg: banned }, "300"), 300_000],
    ["418 banned until the year 2280: 3 days at most", answered(418, "banned until 9790000000000"), 259_200_000],
    ["a ban that is over", answered(418, "banned until 1780000000000"), 0],
    ["Retry-After that is no number", answered(429, "", "Wed, 21 Oct 2026 07:28:00 GMT"), null],
    ["Retry-After of 9,999,999 s", answered(429, "", "9999999"), 259_200_000],
    [
      "ccxt's own 418 message",
      named("DDoSProtection", `binanceusdm 418 I'm a teapot {"code":-1003,"msg":"${banned}"}`),
      120_000,
    ],
  ];

  it.each(cases.map(([what, error, retryAfterMs]) => ({ what, error, retryAfterMs })))(
    "$what: $retryAfterMs ms",
    ({ error, retryAfterMs }) => {
      expect(outcomeOf(error, read)).toMatchObject({ kind: "refused", reaction: "resend", retryAfterMs });
    },
  );
});

describe("what may be shown of an error", () => {
  it("strips control characters and cuts a text of 100,000 characters to 301", () => {
    const outcome = outcomeOf(answered(400, { code: -2019, msg: `\u001b[2Jbad\u202e\n${"x".repeat(100_000)}` }), write);
    expect(outcome.reason).toMatch(/^-2019 margin insufficient: .*bad x*…$/);
    expect(outcome.reason).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(outcome.reason.length).toBe(301);
  });
});

describe("the page of a proxy", () => {
  const nginx =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>" +
    "\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>";
  const cloudfront =
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">\n<HTML><HEAD>' +
    '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1">\n' +
    "<TITLE>ERROR: The request could not be satisfied</TITLE>\n</HEAD><BODY>";
  const reasonOf = (error: unknown): string => {
    const outcome = outcomeOf(error, write);
    return outcome.reason;
  };

  it.each([
    [502, nginx, "502 no clear answer: 502 Bad Gateway"],
    [403, cloudfront, "403 stopped by the venue's firewall: ERROR: The request could not be satisfied"],
    [502, "<html><h1>Out for lunch</h1></html>", "502 no clear answer: Out for lunch"],
    [502, "<html><body><p>Back\n at <b>noon</b></p></body></html>", "502 no clear answer: Back at noon"],
    [502, "<html></html>", "502 no clear answer"],
    [502, "<html><body <<<", "502 no clear answer"],
    [502, `<html>${"long ".repeat(90)}`, `502 no clear answer: ${"long ".repeat(16).slice(0, 79)}…`],
    [502, "no page: 3 < 4", "502 no clear answer: no page: 3 < 4"],
  ])("of HTTP %d becomes its title or its text, at most 80 characters: %j", (status, body, reason) => {
    expect(reasonOf(answered(status, body))).toBe(reason);
  });

  it("inside a message of ccxt leaves the words before it", () => {
    const error = new Error(`binanceusdm GET https://fapi.binance.com/fapi/v1/time 502 Bad Gateway ${nginx}`);
    error.name = "ExchangeNotAvailable";
    expect(reasonOf(error)).toMatch(/fapi\/v1\/time 502 Bad Gateway 502 Bad Gateway$/);
  });

  it("names the endpoint of a call without its host and its parameters", () => {
    const error = new Error(
      "binanceusdm GET http://127.0.0.1:8000/fapi/v3/account?timestamp=1 fetch failed (ws://h:1)",
    );
    error.name = "ExchangeNotAvailable";
    expect(reasonOf(error)).toBe("no answer: ExchangeNotAvailable: binanceusdm GET /fapi/v3/account fetch failed (/");
  });
});
