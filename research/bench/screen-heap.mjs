/**
 * P13: whether the heap of `hedge tui` is flat beside a running executor: after a full collection, at the beginning, each minute and
 * at the end, through a real pseudo-terminal at 80×24 and 200×60 at the same time. Pages are turned meanwhile, as a person does.
 *
 *   node research/bench/screen-heap.mjs [SECONDS]     (600 where none are given; needs a build and `script` of util-linux)
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import WebSocket from "ws";
import { finding } from "./support/findings.mjs";

const seconds = Number(process.argv[2] ?? "600");
const root = fileURLToPath(new URL("../..", import.meta.url));
const launcher = join(root, "bin/run.js");
const folder = mkdtempSync(join(tmpdir(), "hedge-bench-heap-"));
const state = join(folder, "state");
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "CI"));
const SETTLE_MS = 30_000;
const PAGE_MS = 1_500;
const STEP_MS = 5_000;
const MINUTE_MS = 60_000;
const MOST_GROWTH_MB = 2;

async function sparePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A process's inspector: what it answers to one command after another. */
async function inspectorOf(port) {
  for (let turn = 0; turn < 100; turn += 1) {
    const list = await fetch(`http://127.0.0.1:${port}/json/list`).then(
      (answer) => answer.json(),
      () => null,
    );
    if (list?.[0] !== undefined) return connected(list[0].webSocketDebuggerUrl);
    await sleep(200);
  }
  throw new Error("the inspector of the screens never answered");
}

async function connected(url) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  let next = 0;
  const ask = (method) =>
    new Promise((resolve) => {
      const id = (next += 1);
      const onMessage = (text) => {
        const message = JSON.parse(text);
        if (message.id !== id) return;
        socket.off("message", onMessage);
        resolve(message.result);
      };
      socket.on("message", onMessage);
      socket.send(JSON.stringify({ id, method }));
    });
  return { ask, close: () => socket.close() };
}

async function heapMb({ ask }) {
  await ask("HeapProfiler.collectGarbage");
  return (await ask("Runtime.getHeapUsage")).usedSize / 1e6;
}

async function watch(columns, rows) {
  const port = await sparePort();
  const command = `stty cols ${columns} rows ${rows}; exec ${process.execPath} ${launcher} tui --state ${state}`;
  const screen = spawn("script", ["-qec", command, "/dev/null"], {
    env: { ...env, LANG: "C.UTF-8", TERM: "xterm-256color", NODE_OPTIONS: `--inspect=127.0.0.1:${port}` },
  });
  screen.stdout.resume();
  const inspector = await inspectorOf(port);
  // Every page once: code that is compiled and caches that fill at the first look are no growth.
  for (let passedMs = 0; passedMs < SETTLE_MS; passedMs += PAGE_MS) {
    screen.stdin.write(String((passedMs / PAGE_MS) % 10));
    await sleep(PAGE_MS);
  }
  const seen = [await heapMb(inspector)];
  for (let passedMs = STEP_MS; passedMs <= seconds * 1_000; passedMs += STEP_MS) {
    await sleep(STEP_MS);
    screen.stdin.write(String((passedMs / STEP_MS) % 10));
    if (passedMs % MINUTE_MS === 0 || passedMs + STEP_MS > seconds * 1_000) seen.push(await heapMb(inspector));
  }
  inspector.close();
  screen.stdin.write("q");
  await new Promise((resolve) => screen.once("close", resolve));
  return seen;
}

function tell(size, seen) {
  const growth = seen.at(-1) - seen[0];
  process.stdout.write(`${size.padEnd(8)} ${seen.map((value) => value.toFixed(1)).join(" ")} MB\n`);
  finding({
    id: "P13",
    what: `hedge tui heap ${size}`,
    target: `≤ ${MOST_GROWTH_MB} MB in 10 min`,
    measured: `${growth.toFixed(1)} MB`,
    spread: "1 run",
    met: growth <= MOST_GROWTH_MB,
    why: `After a full collection, ${seen[0].toFixed(1)} to ${seen.at(-1).toFixed(1)} MB over ${seconds} s, executor at 3600 × real time.`,
  });
}

const words = ["executor", "--config", join(root, "config"), "--state", state, "--speed", "3600"];
const executor = spawn(process.execPath, [launcher, ...words], { env, stdio: "ignore" });
try {
  await sleep(15_000);
  const sizes = [
    [80, 24],
    [200, 60],
  ];
  const all = await Promise.all(sizes.map(([columns, rows]) => watch(columns, rows)));
  all.forEach((seen, index) => tell(sizes[index].join("×"), seen));
} finally {
  executor.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
