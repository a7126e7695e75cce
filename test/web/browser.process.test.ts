import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, MONTH, type Running } from "../e2e/lab.js";
import { chromiumPath, startChromium } from "../support/chromium-lab.js";

const SETTLED_MS = 20_000;
const MOST_BYTES = 300 * 1_024;

interface Addresses {
  readonly schema: string;
  readonly port: number;
  readonly operator: string;
  readonly investor: string;
}

const lab = new Lab();
let running: Running;
let addresses: Addresses;
let browser: Browser;

/** The newest address of a view: those that are spent are replaced on stderr. */
function address(view: "operator" | "investor"): string {
  const told = [...running.soFar().stderr.matchAll(new RegExp(`the ${view} address is spent; .* takes (\\S+)`, "g"))];
  return told.at(-1)?.[1] ?? addresses[view];
}

async function printed(started: Running): Promise<Addresses> {
  for (;;) {
    const { stdout } = started.soFar();
    if (stdout.includes("\n")) return JSON.parse(stdout) as Addresses;
    if (started.child.exitCode !== null) throw new Error(started.soFar().stderr);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The value of an expression inside the page; tests know no types of a browser. */
function inPage<T>(page: Page, expression: string): Promise<T> {
  return page.evaluate<T>(expression);
}

interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly requests: readonly Request[];
  /** What the browser complained about: the policy, the script. */
  readonly complaints: readonly string[];
}

/** Opens a view in a browser of its own, and waits until its charts are drawn. */
async function open(view: "operator" | "investor", width = 1_280): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  const requests: Request[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(address(view));
  await page.waitForSelector("#panels .uplot", { timeout: SETTLED_MS });
  return { page, context, requests, complaints };
}

describe.skipIf(chromiumPath === null)("the page in Chromium (skipped where there is none)", () => {
  beforeAll(async () => {
    await lab.hedge(["executor", ...MONTH]);
    running = lab.startHedge(["dashboard", "--port", "0", "--json"]);
    [addresses, browser] = await Promise.all([printed(running), startChromium()]);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    running.child.kill("SIGTERM");
    await running.ended;
    lab.dispose();
  });

  it.each([
    ["operator", ["status", "equity", "strategy", "positions", "risk", "vetoes", "router", "signals"]],
    ["investor", ["figures", "value", "months", "rolling", "exposure", "contribution", "correlation", "drawdowns"]],
  ] as const)(
    "the %s's page paints all its panels, complains of nothing and asks its own server alone",
    async (view, panels) => {
      const { page, context, requests, complaints } = await open(view);
      const ids = await inPage<readonly string[]>(page, `[...document.querySelectorAll(".panel")].map(({ id }) => id)`);
      expect(ids).toEqual(panels);
      expect(await page.locator("#freshness").textContent()).toMatch(/^live, \d s old$/);
      expect(complaints).toEqual([]);
      const foreign = requests
        .map((request) => request.url())
        .filter((url) => !url.startsWith(`http://127.0.0.1:${String(addresses.port)}/`));
      expect(foreign.filter((url) => !url.startsWith("data:"))).toEqual([]);
      await context.close();
    },
  );

  it.each(["operator", "investor"] as const)(
    "the %s's page weighs less than 300 KB with its first events",
    async (view) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const network = await context.newCDPSession(page);
      let bytes = 0;
      network.on("Network.dataReceived", ({ dataLength }) => (bytes += dataLength));
      await network.send("Network.enable");
      await page.goto(address(view));
      await page.waitForSelector("#panels .uplot", { timeout: SETTLED_MS });
      await page.waitForTimeout(500);
      expect(bytes).toBeGreaterThan(60_000);
      expect(bytes).toBeLessThan(MOST_BYTES);
      await context.close();
    },
  );

  it("the token is gone from the address, no script can read the cookie, and the address is good for one browser", async () => {
    const spent = address("operator");
    const { page, context } = await open("operator");
    expect(page.url()).toBe(`http://127.0.0.1:${String(addresses.port)}/`);
    expect(await inPage<string>(page, "document.cookie")).toBe("");
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/" });
    const other = await browser.newPage();
    await other.goto(spent);
    await other.getByText("This token is spent").waitFor({ timeout: SETTLED_MS });
    expect(await other.locator(".panel").count()).toBe(0);
    await other.close();
    await context.close();
  });

  it("an investor's page holds no name of a strategy, market or rule", async () => {
    const { page, context } = await open("investor");
    const text = await inPage<string>(page, "document.documentElement.innerHTML");
    expect(text).toContain("Strategy 1");
    expect(text).not.toMatch(/momentum|[A-Z]{3,}USDT|R12/);
    await context.close();
  });

  it("a foreign page gets nothing, whatever name it calls us by", async () => {
    const { context } = await open("operator");
    const page = await context.newPage();
    await page.route("http://localhost:1/", (route) =>
      route.fulfill({ contentType: "text/html", body: "<p>foreign</p>" }),
    );
    await page.goto("http://localhost:1/");
    const port = String(addresses.port);
    const reached = await page.evaluate(async (to) => {
      const answers: string[] = [];
      for (const path of ["/", "/events", "/session"]) {
        const answer = await fetch(`http://127.0.0.1:${to}${path}`, { credentials: "include" }).catch(() => null);
        answers.push(answer === null ? "refused" : String(answer.status));
      }
      return answers;
    }, port);
    expect(reached).toEqual(["refused", "refused", "refused"]);
    await context.close();
  });

  it("what a venue says stays text, and a new veto is seen without a reload", async () => {
    const { page, context, complaints } = await open("operator");
    const file = lab.path("cache/paper/risk_vetoes.jsonl");
    const before = readFileSync(file, "utf8");
    const last = JSON.parse(before.trimEnd().split("\n").at(-1) ?? "{}") as { at: string };
    const evil = `<img src=x onerror="document.title='owned'">`;
    appendFileSync(file, `${JSON.stringify({ ...last, at: "2024-02-29T23:00:00Z", symbol: evil })}\n`);
    await page.getByText(`<img src=x`).first().waitFor({ timeout: SETTLED_MS });
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
    expect(complaints).toEqual([]);
    writeFileSync(file, before);
    await context.close();
  });

  it.each([390, 1_280])("at %i pixels nothing is wider than the screen, and charts fit their panels", async (width) => {
    for (const view of ["operator", "investor"] as const) {
      const { page, context } = await open(view, width);
      const wide = await inPage<readonly number[]>(
        page,
        `[document.documentElement.scrollWidth, ...[...document.querySelectorAll(".uplot")].map((plot) =>
          plot.getBoundingClientRect().right)].map((right) => right - innerWidth)`,
      );
      expect(wide.filter((beyond) => beyond > 0)).toEqual([]);
      await context.close();
    }
  });

  it("without scripts the page is whole: drawings instead of charts", async () => {
    const { context } = await open("operator");
    const [cookie] = await context.cookies();
    const still = await browser.newContext({ javaScriptEnabled: false });
    await still.addCookies(cookie === undefined ? [] : [cookie]);
    const page = await still.newPage();
    await page.goto(`http://127.0.0.1:${String(addresses.port)}/`);
    expect(await page.locator(".panel").count()).toBe(8);
    expect(await page.locator("svg path.line").count()).toBeGreaterThanOrEqual(4);
    await still.close();
    await context.close();
  });

  it("says NO DATA once the server is gone, and that a new address is needed once another one is there", async () => {
    const own = lab.startHedge(["dashboard", "--port", "0", "--json"]);
    const { operator } = await printed(own);
    const page = await browser.newPage();
    await page.goto(operator);
    await page.waitForSelector("#panels .uplot", { timeout: SETTLED_MS });
    own.child.kill("SIGTERM");
    expect((await own.ended).exitCode).toBe(143);
    await page.getByText(/^NO DATA for \d+ s$/).waitFor({ timeout: SETTLED_MS });
    await page.close();
  });
});
