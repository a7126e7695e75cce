import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { executorWords, openLab, startHedge } from "../support/crash-lab.js";

const LAUNCHER = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const CANARY = "canary-of-the-address-7f3a";
const TOKEN = "canary-of-the-bearer-91c2";

const lab = openLab();
const state = lab.path("state");
const heard: { readonly key: string; readonly title: string }[] = [];
const waiting = new Set<ServerResponse>();
let answers = true;
let server: Server;
let address = "";
let said = "";
const syncs: ChildProcess[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (bytes: Buffer) => (text += bytes.toString("utf8")));
    request.on("end", () => {
      const { title } = JSON.parse(text) as { title: string };
      heard.push({ key: String(request.headers["idempotency-key"]), title });
      if (answers) response.end("{}");
      else waiting.add(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hooks/${CANARY}`;
  const path = join(lab.config, "runtime.json");
  const runtime = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...runtime, notify: { webhook: { min_severity: "info" } } }));
  mkdirSync(lab.path("disk"));
  expect((await startHedge(lab, executorWords(lab, state, "--cycles", "40")).ended).exitCode).toBe(0);
}, 120_000);
afterEach(async () => {
  await Promise.all(syncs.splice(0).map((child) => kill(child)));
  heard.length = 0;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  lab.dispose();
});

function startSync(): ChildProcess {
  const words = ["sync", "--state", state, "--config", lab.config, "--target", `file://${lab.path("disk/mirror")}`];
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, NO_COLOR: "1", HEDGE_WEBHOOK_URL: address, HEDGE_WEBHOOK_TOKEN: TOKEN };
  const child = spawn(process.execPath, [LAUNCHER, ...words], { cwd: lab.directory, env });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => (said += bytes.toString("utf8")));
  }
  syncs.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await closed;
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await sleep(50);
}

/** What waits in the outbox for the webhook, by key. */
function kept(): readonly string[] {
  const text = readFileSync(join(state, "notify/outbox.json"), "utf8");
  return [...text.matchAll(/"key":"([^"]+)"/g)].map(([, key = ""]) => key);
}

const alarms = (): readonly string[] =>
  heard.filter(({ title }) => title.includes("executor_stopped")).map(({ key }) => key);

describe("people who are told over a webhook", () => {
  it("hear of an alarm once or twice, under one key, where the process is killed while it tells", async () => {
    answers = false;
    const first = startSync();
    await until(() => alarms().length === 1);
    expect(kept()).toContain(alarms()[0]);
    await kill(first);
    answers = true;
    const second = startSync();
    await until(() => alarms().length === 2);
    await until(() => kept().length === 0 || !kept().includes(alarms()[0] ?? ""));
    await kill(second);
    startSync();
    await sleep(4_000);
    expect(alarms()).toHaveLength(2);
    expect(new Set(alarms()).size).toBe(1);
  }, 120_000);

  it("that hangs: the executor trades to its end beside it, and the mirror has every line", async () => {
    answers = false;
    startSync();
    const played = await startHedge(lab, executorWords(lab, state, "--json")).ended;
    expect([played.exitCode, played.stderr]).toEqual([0, ""]);
    expect(JSON.parse(played.stdout)).toMatchObject({ cycles: 336 });
    for (;;) {
      const { stdout } = await startHedge(lab, ["sync", "status", "--state", state, "--json"]).ended;
      const { lag } = JSON.parse(stdout) as { lag: { records: number } };
      if (lag.records === 0) break;
      await sleep(200);
    }
    expect(answers).toBe(false);
  }, 120_000);

  it("never read a secret in an output, a log or a file of the state directory or the mirror", () => {
    const files = (directory: string): readonly string[] =>
      readdirSync(directory, { recursive: true, encoding: "utf8" })
        .map((name) => join(directory, name))
        .filter((path) => statSync(path).isFile());
    const texts = [...files(state), ...files(lab.path("disk"))].map((path) => readFileSync(path, "latin1"));
    expect(texts.length).toBeGreaterThan(15);
    expect(said).toContain("mirroring");
    for (const text of [said, ...texts]) {
      expect(text.includes(CANARY)).toBe(false);
      expect(text.includes(TOKEN)).toBe(false);
    }
  });
});
