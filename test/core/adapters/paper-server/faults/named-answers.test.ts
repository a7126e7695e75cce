import { describe, expect, it } from "vitest";
import type { RequestFault } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { hooksOf, orderRequest, T0 } from "./script-text.js";

function answerOf(deed: Readonly<Record<string, unknown>>): Extract<RequestFault, { kind: "answer" }> {
  const [fault] = hooksOf({ on: "request", do: deed }).onRequest(orderRequest());
  if (fault?.kind !== "answer") throw new Error("no answer");
  return fault;
}

const certain = ["never", 0] as const;

describe("named answers", () => {
  it.each<readonly [string, number, number | undefined, string]>([
    ["unknown_503", 503, undefined, "Unknown error, please check your request or try again later."],
    [
      "timeout_1007",
      408,
      -1007,
      "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
    ],
    [
      "unexpected_1006",
      400,
      -1006,
      "An unexpected response was received from the message bus. Execution status unknown.",
    ],
    ["unknown_1000", 400, -1000, "An unknown error occured while processing the request."],
  ])("%s leaves open what happened, in the venue's words", (kind, status, code, msg) => {
    const answer = answerOf({ kind, execute: "later", later_wall_ms: 700 });
    expect([answer.status, answer.execute, answer.laterMs]).toEqual([status, "later", 700]);
    const body = JSON.parse(answer.body) as Record<string, unknown>;
    expect([body["code"], body["msg"]]).toEqual([code, msg]);
  });

  it.each<readonly [string, number, number | undefined, string]>([
    ["busy_503", 503, undefined, "Service Unavailable."],
    ["internal_503", 503, -1001, "Internal error; unable to process your request. Please try again."],
    [
      "throttled_1008",
      503,
      -1008,
      "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.",
    ],
    [
      "too_many_429",
      429,
      -1003,
      "Too many requests; current limit is 2400 requests per minute. Please use the websocket for live updates to avoid polling the API.",
    ],
    ["too_many_orders_429", 429, -1015, "Too many new orders; current limit is 300 orders per 10 SECOND."],
    [
      "banned_418",
      418,
      -1003,
      `Way too many requests; IP banned until ${T0 + 120_000}. Please use the websocket for live updates to avoid bans.`,
    ],
    ["clock_1021", 400, -1021, "Timestamp for this request is outside of the recvWindow."],
    ["clock_ahead_1021", 400, -1021, "Timestamp for this request was 1000ms ahead of the server's time."],
    ["clock_5028", 400, -5028, "Timestamp for this request is outside of the ME recvWindow."],
  ])("%s is never carried out, in the venue's words", (kind, status, code, msg) => {
    const answer = answerOf({ kind });
    expect([answer.status, answer.execute, answer.laterMs]).toEqual([status, ...certain]);
    const body = JSON.parse(answer.body) as Record<string, unknown>;
    expect([body["code"], body["msg"]]).toEqual([code, msg]);
  });

  it("waf_403 and gateway_502 are pages, not JSON", () => {
    for (const [deed, status] of [
      [{ kind: "waf_403" }, 403],
      [{ kind: "gateway_502", execute: "now" }, 502],
    ] as const) {
      const answer = answerOf(deed);
      expect([answer.status, answer.headers["content-type"]]).toEqual([status, "text/html"]);
      expect(answer.body).toContain(`<h1>${status} `);
    }
  });

  it("banned_418 names the end of a ban of 10 minutes in market time and says how long to wait", () => {
    const answer = answerOf({ kind: "banned_418", ban_market_ms: 600_000, retry_after_s: 2 });
    expect(answer.body).toContain(`IP banned until ${T0 + 600_000}.`);
    expect(answer.headers["retry-after"]).toBe("2");
  });
});

describe("answers with a number", () => {
  it("-2019 comes with its words and 400, and isn't carried out", () => {
    expect(answerOf({ kind: "answer", code: -2019 })).toEqual({
      kind: "answer",
      status: 400,
      body: '{"code":-2019,"msg":"Margin is insufficient."}',
      headers: { "content-type": "application/json;charset=UTF-8" },
      execute: "never",
      laterMs: 0,
    });
  });

  it("status, words and execution can be chosen", () => {
    const answer = answerOf({ kind: "answer", code: -9_999, status: 451, text: "Not here.", execute: "now" });
    expect([answer.status, answer.body, answer.execute]).toEqual([451, '{"code":-9999,"msg":"Not here."}', "now"]);
  });

  it("a raw answer passes what it is given, broken JSON included", () => {
    const answer = answerOf({ kind: "raw_answer", status: 200, body: '{"orderId":1', execute: "now" });
    expect([answer.status, answer.body]).toEqual([200, '{"orderId":1']);
  });
});
