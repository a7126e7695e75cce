import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { scrub, Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { API_KEY, API_SECRET, openLoopback } from "../binance-usdm/support/loopback-session.js";
import type { Reply } from "../binance-usdm/support/loopback-venue.js";

const credentials = { key: new Secret(API_KEY), secret: new Secret(API_SECRET) };
const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((session) => session.close()));
});

describe("a secret", () => {
  it("shows itself nowhere but where it is asked for", () => {
    const { secret } = credentials;
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true }),
      secret.toString(),
    ];
    expect(shown.join(" ")).not.toContain(API_SECRET);
    expect(shown.join(" ").match(/\[redacted\]/g)).toHaveLength(4);
    expect(secret.reveal()).toBe(API_SECRET);
  });
});

describe("scrub", () => {
  it("takes key, secret, signature and listen key out of a text", () => {
    const text = `POST https://h/x?apiKey=${API_KEY}&signature=abcdef0123&listenKey=LK77 ${API_SECRET} {"listenKey":"LK88"}`;
    const safe = scrub(text, [credentials]);
    expect(safe).not.toMatch(/canary|abcdef0123|LK77|LK88/);
    expect(safe).toContain("POST https://h/x?");
  });

  it("takes a secret out that would be cut in half at 300 characters", () => {
    expect(scrub("x".repeat(295) + API_SECRET, [credentials])).not.toContain("canar");
  });
});

describe("what a session tells", () => {
  it.each<[string, Reply | null]>([
    [
      "a venue that repeats key, secret and query",
      { status: 400, body: `{"code":-2019,"msg":"${API_KEY} ${API_SECRET}"}` },
    ],
    [
      "a redirect to an address with the key in it",
      { status: 302, headers: { location: `http://h/?apiKey=${API_KEY}` }, body: "" },
    ],
    ["a socket reset", "reset"],
    ["a time-out", "stall"],
    ["an HTML page", { status: 500, body: `<html>${API_SECRET}</html>` }],
    ["nobody there", null],
  ])("holds no canary after %s", async (_what, reply) => {
    const session = await openLoopback({ writeTimeoutMs: 800, readTimeoutMs: 800 });
    opened.push(session);
    if (reply === null) await session.venue.close();
    const echo = (): Reply => reply ?? "reset";
    for (const route of ["POST /fapi/v1/order", "GET /fapi/v1/accountConfig"]) session.venue.on(route, echo);
    const placed = await session.gateway.place(sampleRequest());
    const outcomes = [placed, await session.gateway.modes()];
    const told =
      JSON.stringify(outcomes) + inspect([session.gateway, session.client, session.guard, outcomes], { depth: 9 });
    expect(placed.kind).not.toBe("accepted");
    expect(told).not.toMatch(/canary/);
    const signatures = session.venue.seen.map(({ params }) => params["signature"] ?? "none");
    for (const signature of signatures) expect(told).not.toContain(signature);
    expect(signatures).toHaveLength(reply === null ? 0 : 2);
  });
});
