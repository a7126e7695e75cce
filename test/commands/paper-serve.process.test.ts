import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterEach, describe, expect, it } from "vitest";
import { connect } from "../core/adapters/paper-server/ws/stream-client.js";
import { hedge } from "./hedge.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const config = fileURLToPath(new URL("../../config", import.meta.url));

interface Ready {
  readonly schema: string;
  readonly mode: string;
  readonly url: string;
  readonly wsUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly seed: number;
  readonly speed: number;
}

describe("hedge paper serve", () => {
  const running: { kill(signal: "SIGKILL"): boolean; readonly ended: Promise<unknown> }[] = [];
  const cwd = mkdtempSync(join(tmpdir(), "hedge-paper-serve-"));

  afterEach(async () => {
    for (const child of running.splice(0)) {
      child.kill("SIGKILL");
      await child.ended;
    }
  });

  const start = (...args: readonly string[]) => {
    const env = { XDG_CONFIG_HOME: join(cwd, "xdg"), CI: "", NO_COLOR: "1" };
    const child = execa(process.execPath, [launcher, "paper", "serve", "--config", config, ...args], {
      cwd,
      env,
      reject: false,
    });
    running.push({ kill: (signal) => child.kill(signal), ended: child });
    return child;
  };

  const firstLine = (child: ReturnType<typeof start>): Promise<string> =>
    new Promise((resolve, reject) => {
      let text = "";
      child.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
        if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
      });
      child.stdout.once("end", () => reject(new Error(`it ended without a line: ${text}`)));
    });

  const ask = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

  it("prints one line when it is ready, serves REST and streams at market time, and ends at SIGTERM with 143", async () => {
    const child = start("--port", "0", "--json", "--seed", "5", "--speed", "60", "--from", "2024-03-04");
    const ready = JSON.parse(await firstLine(child)) as Ready;
    expect(ready).toMatchObject({ schema: "hedge.paper-serve/1", mode: "paper", seed: 5, speed: 60 });
    expect(Object.keys(ready)).toEqual(["schema", "mode", "url", "wsUrl", "apiKey", "apiSecret", "seed", "speed"]);
    expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(ready.wsUrl).toBe(ready.url.replace("http", "ws"));
    expect([ready.apiKey, ready.apiSecret].every((key) => /^[A-Za-z0-9]{64}$/.test(key))).toBe(true);
    const [wallMs, { serverTime }] = [
      performance.now(),
      await ask<{ serverTime: number }>(`${ready.url}/fapi/v1/time`),
    ];
    const passedMs = serverTime - Date.parse("2024-03-04T00:00:00Z");
    expect(passedMs).toBeGreaterThan(0);
    const client = await connect(`${ready.wsUrl}/market/ws/btcusdt@markPrice@1s`);
    await client.until(() => client.frames("markPriceUpdate").length === 3);
    client.close();
    const later = await ask<{ serverTime: number }>(`${ready.url}/fapi/v1/time`);
    const speed = (later.serverTime - serverTime) / (performance.now() - wallMs);
    expect(speed).toBeGreaterThan(50);
    expect(speed).toBeLessThan(61);
    child.kill("SIGTERM");
    const { exitCode, stdout, stderr } = await child;
    expect(exitCode).toBe(143);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(stderr).toBe("");
  });

  it("says to people where it listens and how an executor gets there", async () => {
    const child = start("--port", "0");
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
    await expect.poll(() => text, { timeout: 20_000 }).toContain("Ctrl-C ends it.");
    expect(text).toContain("PAPER VENUE  11 symbols, 2024-08-08T00:00:00Z to ");
    expect(text).toMatch(/HEDGE__VENUES__BINANCE__TESTNET__REST=http:\/\/127\.0\.0\.1:\d+\n/);
    expect(text).toContain("rehearse --mode dry-run or --prod here");
    expect(text).toMatch(
      /BINANCE__PROD__REST=http:\/\/127\.0\.0\.1:\d+\n.*BINANCE__PROD__WS=ws:\/\/127\.0\.0\.1:\d+\n/,
    );
    child.kill("SIGINT");
    expect((await child).exitCode).toBe(130);
  });

  it("refuses with exit 2 a port that is taken, a span outside the data and a speed of 0", async () => {
    const child = start("--port", "0", "--json");
    const { url } = JSON.parse(await firstLine(child)) as Ready;
    const port = new URL(url).port;
    const refused = (...args: readonly string[]) =>
      hedge(cwd, ["paper", "serve", "--config", config, "--json", ...args]);
    const answers = await Promise.all([
      refused("--port", port),
      refused("--port", "0", "--from", "2019-01-01"),
      refused("--port", "0", "--from", "2024-03-02", "--to", "2024-03-01"),
      refused("--port", "0", "--speed", "0"),
    ]);
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
    expect(answers.map(({ stdout }) => (JSON.parse(stdout) as { code: string }).code)).toEqual([
      ...["port_unavailable", "bad_span", "bad_span", "invalid_value"],
    ]);
  });

  it("refuses a fault script with exit 3 and says where it is wrong, and obeys one that is right", async () => {
    writeFileSync(join(cwd, "wrong.json"), '{"schema":"hedge.faults/1","rules":[{"on":"never"}]}');
    const wrong = await hedge(cwd, ["paper", "serve", "--config", config, "--port", "0", "--faults", "wrong.json"]);
    expect(wrong.exitCode).toBe(3);
    expect(wrong.stderr).toMatch(/wrong\.json:1:\d+/);
    const missing = await hedge(cwd, ["paper", "serve", "--config", config, "--port", "0", "--faults", "none.json"]);
    expect(missing.exitCode).toBe(3);
    const directory = await hedge(cwd, ["paper", "serve", "--config", config, "--port", "0", "--faults", "."]);
    expect(directory.exitCode).toBe(3);
    expect(directory.stderr).toMatch(/^error: \. can't be read: .*EISDIR/);
    expect(directory.stderr).toMatch(/fix: .*fault script/s);
    const closing = { kind: "symbol_status", symbol: "ETHUSDT", status: "CLOSED" };
    writeFileSync(
      join(cwd, "right.json"),
      JSON.stringify({ rules: [{ on: "time", when: { at: "+1s" }, do: closing }] }),
    );
    const child = start("--port", "0", "--json", "--faults", join(cwd, "right.json"));
    const { url } = JSON.parse(await firstLine(child)) as Ready;
    const statuses = async (): Promise<readonly string[]> => {
      const { symbols } = await ask<{ symbols: readonly { status: string }[] }>(`${url}/fapi/v1/exchangeInfo`);
      return symbols.slice(0, 3).map(({ status }) => status);
    };
    await expect.poll(statuses, { timeout: 10_000 }).toEqual(["TRADING", "CLOSE", "TRADING"]);
  });
});
