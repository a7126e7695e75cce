import { beforeEach, describe, expect, it } from "vitest";
import { dashboardApp } from "../../src/web/app.js";
import { EventStreams } from "../../src/web/event-stream.js";
import { hostsOf } from "../../src/web/security.js";
import { Sessions } from "../../src/web/sessions.js";
import { EVIL, samplePage, SampleSource } from "./sample-page.js";

const HOST = "127.0.0.1:8788";
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

type Headers = Readonly<Record<string, string>>;

let made = 0;
let source = new SampleSource();
let sessions = new Sessions(() => "");
let streams = new EventStreams();
let app: ReturnType<typeof dashboardApp>;

beforeEach(() => {
  made = 0;
  source = new SampleSource();
  sessions = new Sessions(() => `secret-${String(++made)}`);
  streams = new EventStreams();
  const assets = new Map([["page.js", { type: "text/javascript; charset=utf-8", body: "1" }]]);
  app = dashboardApp({ source, sessions, streams, assets, hosts: () => hostsOf(8788), onOpened: () => undefined });
});

async function ask(path: string, headers: Headers = {}, method = "GET"): Promise<Response> {
  return app.request(`http://${HOST}${path}`, { method, headers: { host: HOST, ...headers } });
}

async function signIn(view: "operator" | "investor"): Promise<Headers> {
  const answer = await ask("/session", { "x-hedge-token": sessions.token(view) });
  expect(answer.status).toBe(200);
  return { cookie: (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "" };
}

describe("who may ask", () => {
  it.each([
    ["a foreign host", { host: "evil.example:8788" }, 421],
    ["our address on another port", { host: "127.0.0.1:8789" }, 421],
    ["a name that was pointed here", { host: "localhost.evil.example:8788" }, 421],
    ["a foreign origin", { origin: "http://evil.example" }, 403],
    ["the origin of another port", { origin: "http://127.0.0.1:9999" }, 403],
    ["a page without an origin", { origin: "null" }, 403],
    ["a request of another site", { "sec-fetch-site": "cross-site" }, 403],
    ["a request of the same site, another port", { "sec-fetch-site": "same-site" }, 403],
  ] as const)("refuses %s, even with a good session", async (_who, headers, status) => {
    const session = await signIn("operator");
    for (const path of ["/", "/events", "/session", "/assets/page.js"]) {
      expect((await ask(path, { ...session, ...headers })).status).toBe(status);
    }
  });

  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("refuses %s with 405", async (method) => {
    const answer = await ask("/", await signIn("operator"), method);
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("accepts both of its names, its own origin, and an address that was typed", async () => {
    expect((await ask("/", { host: "localhost:8788" })).status).toBe(200);
    expect((await ask("/", { origin: `http://${HOST}`, "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect((await ask("/", { "sec-fetch-site": "none" })).status).toBe(200);
  });

  it("without a session there is the page to sign in, the files it loads, and nothing else", async () => {
    const front = await ask("/");
    const text = await front.text();
    expect(front.status).toBe(200);
    expect(text).toContain("/assets/sign-in.js");
    expect(text).not.toContain("Vetoes");
    expect((await ask("/assets/style.css")).status).toBe(200);
    for (const path of ["/events", "/anything", "/assets"]) expect((await ask(path)).status).toBe(401);
    expect((await ask("/events", { cookie: "hedge_8788=guessed" })).status).toBe(401);
    expect(source.looked).toEqual([]);
  });
});

describe("every answer", () => {
  it("carries the policy and its companions, refusals as well, and never a word to other origins", async () => {
    const session = await signIn("operator");
    const answers = [
      await ask("/"),
      await ask("/", session),
      await ask("/events", session),
      await ask("/assets/page.js"),
      await ask("/nothing", session),
      await ask("/", { host: "evil.example" }),
      await ask("/", { origin: "http://evil.example" }),
      await ask("/session"),
      await ask("/", {}, "POST"),
    ];
    for (const { headers } of answers) {
      expect(headers.get("content-security-policy")).toBe(POLICY);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
    streams.close();
  });
});

describe("a token", () => {
  it("is good for one exchange; the cookie is out of reach of scripts and other sites, and holds another secret", async () => {
    const token = sessions.token("operator");
    const first = await ask("/session", { "x-hedge-token": token });
    const cookie = first.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^hedge_8788=secret-\d+; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(cookie).not.toContain(token);
    expect((await ask("/session", { "x-hedge-token": token })).status).toBe(401);
    expect(sessions.token("operator")).not.toBe(token);
  });

  it("of an investor opens the investors' page and never the operator's", async () => {
    const session = await signIn("investor");
    expect(await (await ask("/", session)).text()).toContain('data-view="investor"');
    expect(source.looked).toEqual(["investor"]);
  });

  it("that is empty, wrong or another's prefix opens nothing", async () => {
    for (const token of ["", "secret", sessions.token("operator").slice(0, -1)]) {
      expect((await ask("/session", { "x-hedge-token": token })).status).toBe(401);
    }
  });

  it("seventeen browsers later the first is forgotten", async () => {
    const first = await signIn("operator");
    for (let browsers = 0; browsers < 16; browsers += 1) await signIn("operator");
    expect((await ask("/events", first)).status).toBe(401);
  });
});

describe("the page", () => {
  it("holds what a venue says as text, without what a reader can't see", async () => {
    source.pages = { ...source.pages, operator: samplePage(EVIL, EVIL) };
    const text = await (await ask("/", await signIn("operator"))).text();
    expect(text).toContain("&lt;img src=x onerror=");
    expect(text).not.toMatch(/<img|<script>/);
    expect(text).not.toMatch(/[\u001b\u202e]/);
  });

  it("has no style and no script of its own: the policy would refuse them", async () => {
    const text = await (await ask("/", await signIn("operator"))).text();
    expect(text).not.toMatch(/ style=|<style|<script(?! src="\/assets\/)|\son[a-z]+=/);
  });
});

describe("streams", () => {
  it("four pages of investors may be open; the fifth is told to come back, the operator still gets in", async () => {
    const session = await signIn("investor");
    for (let page = 0; page < 4; page += 1) expect((await ask("/events", session)).status).toBe(200);
    const fifth = await ask("/events", session);
    expect([fifth.status, fifth.headers.get("retry-after")]).toEqual([503, "10"]);
    expect((await ask("/events", await signIn("operator"))).status).toBe(200);
    streams.close();
    expect((await ask("/events", session)).status).toBe(200);
    streams.close();
  });

  it("asking for the headers alone opens none", async () => {
    await ask("/events", await signIn("operator"), "HEAD");
    expect(streams.size).toBe(0);
  });
});
