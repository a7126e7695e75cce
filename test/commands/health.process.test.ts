import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab } from "../support/crash-lab.js";
import { endServer } from "../support/end-server.js";
import { sparePort } from "../support/spare-port.js";
import { hedge } from "./hedge.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const observability = fileURLToPath(new URL("../../config/observability/", import.meta.url));
const isThere = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

let lab: Lab;
let cwd = "";
const started: ChildProcess[] = [];

beforeAll(() => {
  lab = openLab();
  cwd = mkdtempSync(join(tmpdir(), "hedge-health-"));
  mkdirSync(join(cwd, "disk"));
});
afterAll(async () => {
  for (const child of started) await endServer(child);
  lab.dispose();
  rmSync(cwd, { recursive: true });
});

interface Watched {
  readonly child: ChildProcess;
  readonly port: number;
}

/** `hedge` with health pages on a port of its own choice, once it has said which. */
async function watched(words: readonly string[]): Promise<Watched> {
  const env = { ...process.env, CI: "", HEDGE_SYNC_TARGET: "", XDG_CONFIG_HOME: join(cwd, "xdg") };
  const child = spawn(process.execPath, [launcher, ...words, "--health-port", "0"], { cwd, env });
  started.push(child);
  let said = "";
  return new Promise((resolve, reject) => {
    child.stderr.on("data", (bytes: Buffer) => {
      said += bytes.toString("utf8");
      const port = /\/metrics on http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve({ child, port: Number(port) });
    });
    child.once("exit", () => {
      reject(new Error(said));
    });
  });
}

async function page({ port }: Pick<Watched, "port">, path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`);
  return { status: answer.status, text: await answer.text() };
}

/** Asks again until it is so; the test's own limit ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(200);
}

const isReady = (process: Watched) => async (): Promise<boolean> => (await page(process, "/readyz")).status === 200;

describe("a session and its mirror, watched from outside", () => {
  let executor: Watched;
  let mirror: Watched;

  it("are alive and ready, and show figures without a fault", async () => {
    executor = await watched(["executor", "--config", lab.config, "--speed", "3600"]);
    await until(isReady(executor));
    mirror = await watched(["sync", "--target", "file://disk/mirror"]);
    await until(isReady(mirror));
    expect(await page(executor, "/livez")).toMatchObject({ status: 200 });
    const figures = await page(executor, "/metrics");
    expect(figures.text).toContain('hedge_session_info{mode="paper"} 1');
    expect(figures.text).toMatch(/^hedge_nav_usdt \d+/m);
    const lag = await page(mirror, "/metrics");
    expect(lag.text).toMatch(/^hedge_mirror_lag_seconds \d/m);
    if (!isThere("promtool")) return;
    for (const { text } of [figures, lag]) {
      expect(spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" })).toMatchObject({
        status: 0,
      });
    }
  }, 60_000);

  it.skipIf(!isThere("prometheus"))(
    "stopping the executor fires its alert and leaves that of the mirror's lag firing (Debian package prometheus)",
    async () => {
      const prometheus = await startPrometheus(executor.port, mirror.port);
      // A place that is no directory any more: the mirror falls behind.
      renameSync(join(cwd, "disk/mirror"), join(cwd, "disk/away"));
      writeFileSync(join(cwd, "disk/mirror"), "");
      await until(async () => (await firing(prometheus)).includes("HedgeMirrorLag"));
      expect(await firing(prometheus)).not.toContain("HedgeExecutorDown");
      executor.child.kill("SIGKILL");
      await until(async () => (await firing(prometheus)).includes("HedgeExecutorDown"));
      expect(await firing(prometheus)).toContain("HedgeMirrorLag");
      mirror.child.kill("SIGKILL");
      await until(async () => (await firing(prometheus)).includes("HedgeMirrorDown"));
      expect(await firing(prometheus)).toContain("HedgeMirrorLag");
    },
    120_000,
  );
});

it("a port that somebody else has is a warning, and the session trades on", async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as { port: number }).port);
    });
  });
  const words = ["executor", "--config", lab.config, "--state", "other", "--cycles", "2", "--json"];
  const { exitCode, stderr, stdout } = await hedge(cwd, [...words, "--health-port", String(port)]);
  server.close();
  expect(exitCode).toBe(0);
  expect(stderr).toContain(
    `warn: no /livez, /readyz and /metrics: port ${String(port)} can't be had (listen EADDRINUSE`,
  );
  expect(JSON.parse(stdout)).toMatchObject({ schema: "hedge.executor-summary/1", cycles: 2 });
}, 60_000);

/** Prometheus with the shipped rules, every second, and no patience: a minute of the rules is no time here. */
async function startPrometheus(executorPort: number, syncPort: number): Promise<number> {
  const folder = join(cwd, "prometheus");
  mkdirSync(folder);
  const hasty = (name: string): string =>
    readFileSync(join(observability, name), "utf8")
      .replace(/ *for: \w+\n/g, "")
      .replace(/(mirror_lag_seconds.*> )60/, "$12")
      .replace(/_interval: 5s/g, "_interval: 1s")
      .replace("127.0.0.1:9464", `127.0.0.1:${String(executorPort)}`)
      .replace("127.0.0.1:9465", `127.0.0.1:${String(syncPort)}`);
  for (const name of ["alerts.yml", "prometheus.yml"]) writeFileSync(join(folder, name), hasty(name));
  const port = await sparePort();
  const words = ["prometheus.yml", "data"].map((name) => join(folder, name));
  const flags = [`--config.file=${words[0] ?? ""}`, `--storage.tsdb.path=${words[1] ?? ""}`];
  started.push(spawn("prometheus", [...flags, `--web.listen-address=127.0.0.1:${String(port)}`], { stdio: "ignore" }));
  return port;
}

async function firing(port: number): Promise<readonly string[]> {
  const answer = await fetch(`http://127.0.0.1:${String(port)}/api/v1/alerts`).catch(() => null);
  if (answer?.ok !== true) return [];
  const { data } = (await answer.json()) as { data: { alerts: { state: string; labels: { alertname: string } }[] } };
  return data.alerts.filter(({ state }) => state === "firing").map(({ labels }) => labels.alertname);
}
