import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/adapters/system/clock.js";
import { randomToken } from "../../src/core/adapters/system/random-token.js";
import { Failure } from "../../src/core/lib/failure.js";
import { openDashboard } from "../../src/web/serve.js";
import { SampleSource } from "./sample-page.js";

const open = (port: number, onNextAddress: (view: string, address: string) => void = () => undefined) =>
  openDashboard({
    ...{ source: new SampleSource(), assets: new Map(), clock: systemClock, makeSecret: randomToken, port },
    onNextAddress,
  });

async function serving(work: (port: number) => Promise<void>, opened = open(0)): Promise<void> {
  const dashboard = await opened;
  const stopping = new AbortController();
  const served = dashboard.serve(stopping.signal);
  try {
    await work(dashboard.port);
  } finally {
    stopping.abort();
    await served;
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

describe("the server", () => {
  it("listens on 127.0.0.1 and on no other address of this machine", async () => {
    await serving(async (port) => {
      expect(await answers("127.0.0.1", port)).toBe(true);
      // Others are out of reach of the tests; another address of the loopback is not.
      expect(await answers("127.0.0.2", port)).toBe(false);
      expect(Object.keys(networkInterfaces()).length).toBeGreaterThan(0);
    });
  });

  it("names a port that is taken, exit 2", async () => {
    await serving(async (port) => {
      await expect(open(port)).rejects.toThrow(Failure);
      await expect(open(port)).rejects.toMatchObject({ code: "port_unavailable", exitCode: 2 });
    });
  });

  it("tells the next address once a token is spent, with 256 bits in each", async () => {
    const next: string[] = [];
    const opened = open(0, (view, address) => next.push(`${view} ${address}`));
    const first = (await opened).address("operator");
    expect(first).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/);
    await serving(async (port) => {
      const headers = { "x-hedge-token": first.split("#")[1] ?? "" };
      const answer = await fetch(`http://127.0.0.1:${String(port)}/session`, { headers });
      expect(answer.status).toBe(200);
    }, opened);
    expect(next).toHaveLength(1);
    expect(next[0]).toMatch(/^operator http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/);
    expect(next[0]).not.toContain(first);
  });

  it("sends a page that is open its panels within its first look, and ends while it is open", async () => {
    const opened = open(0);
    const token = (await opened).address("operator").split("#")[1] ?? "";
    await serving(async (port) => {
      const base = `http://127.0.0.1:${String(port)}`;
      const session = await fetch(`${base}/session`, { headers: { "x-hedge-token": token } });
      const cookie = (session.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
      const events = await fetch(`${base}/events`, { headers: { cookie } });
      expect(events.headers.get("content-type")).toBe("text/event-stream");
      const reader = events.body?.getReader();
      let text = "";
      while (!text.includes("event: panel")) {
        const part = (await reader?.read()) as { readonly value?: Uint8Array } | undefined;
        text += new TextDecoder().decode(part?.value);
      }
      expect(text).toContain("12 % of 100");
    }, opened);
  });
});
