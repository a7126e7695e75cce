import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type HealthServer, openHealthServer } from "../../../../src/core/adapters/health/health-server.js";
import { gauge } from "../../../../src/core/domain/metric.js";
import type { HealthPages } from "../../../../src/core/ports/health-pages.js";
import { createManualClock } from "../resilience/manual-clock.js";

const clock = createManualClock();
let server: HealthServer | null = null;
let asked = 0;
afterEach(() => server?.close());

async function serve(pages: Partial<HealthPages> = {}): Promise<number> {
  const well = (): readonly [] => [];
  const opened = await openHealthServer({
    pages: { livez: well, readyz: well, metrics: well, ...pages },
    ...{ clock, port: 0 },
  });
  if (!opened.ok) throw new Error(opened.error);
  server = opened.value;
  return server.port;
}

const ask = async (port: number, path: string, method = "GET"): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`, { method });
  return { status: answer.status, text: await answer.text() };
};

describe("the health pages", () => {
  it("say 200 where all is well, 503 and which check is not", async () => {
    const port = await serve({
      livez: () => [{ name: "loop", ok: true, detail: "turns" }],
      readyz: () => [
        { name: "lock", ok: true, detail: "held" },
        { name: "mirror", ok: false, detail: "9h behind" },
      ],
    });
    expect(await ask(port, "/livez")).toEqual({ status: 200, text: "[+] loop: turns\n" });
    expect(await ask(port, "/readyz")).toEqual({ status: 503, text: "[+] lock: held\n[-] mirror: 9h behind\n" });
  });

  it("show figures in Prometheus' format, and no line for one that is not known", async () => {
    const port = await serve({
      metrics: () => [
        gauge("hedge_a_seconds", "A.", 1.5),
        gauge("hedge_b_seconds", "B.", null),
        gauge("hedge_c", "C.", Number.NaN),
      ],
    });
    const { text } = await ask(port, "/metrics");
    expect(text).toContain("hedge_a_seconds 1.5\n");
    expect(text).not.toMatch(/hedge_[bc]/);
  });

  it("are made at most twice a second, however often they are asked for", async () => {
    asked = 0;
    const port = await serve({
      livez: () => {
        asked += 1;
        return [];
      },
    });
    for (let time = 0; time < 20; time++) await ask(port, "/livez");
    expect(asked).toBe(1);
    await clock.advance(500);
    await ask(port, "/livez");
    expect(asked).toBe(2);
  });

  it("answer no other method, no other path, and no page that calls this machine by another name", async () => {
    const port = await serve();
    expect(await ask(port, "/livez", "POST")).toMatchObject({ status: 405 });
    expect(await ask(port, "/health.json")).toMatchObject({ status: 404 });
    expect(await ask(port, "/../state/health.json")).toMatchObject({ status: 404 });
    expect(await rebound(port)).toContain(" 421 ");
  });

  it("answer 500 where a figure can't be made, and go on", async () => {
    const port = await serve({
      metrics: () => {
        throw new Error("no figures");
      },
    });
    expect(await ask(port, "/metrics")).toEqual({ status: 500, text: "no figures\n" });
    expect(await ask(port, "/livez")).toMatchObject({ status: 200 });
  });

  it("say why a port can't be had", async () => {
    const port = await serve();
    const pages = { livez: () => [], readyz: () => [], metrics: () => [] };
    const second = await openHealthServer({ pages, clock, port });
    expect(second.ok ? "open" : second.error).toContain("EADDRINUSE");
  });
});

/** First line of the answer to a browser whose name server was turned to this machine. */
function rebound(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("GET /metrics HTTP/1.1\r\nHost: evil.test\r\n\r\n"));
    socket.once("data", (bytes) => {
      resolve(bytes.toString("utf8").split("\r\n")[0] ?? "");
      socket.destroy();
    });
  });
}
