// Latency of a live session over loopback: the paper venue as a process of its own, the executor's parts in this one.
// First the parts without a decision, one order at a time at a venue that runs as we do (P11), then whole sessions at a
// fast venue (bars to order bytes, fill to stop). Medians, p95, p99, and how the medians of the runs differ.
// usage: node research/bench/live-latency.mjs [--runs 3] [--hours 48] [--speed 3600] [--from 2024-08-01] [--orders 100]
// needs a build
import { spawn } from "node:child_process";
import { channel } from "node:diagnostics_channel";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { InputQueue } from "../../dist/core/adapters/live/input-queue.js";
import { systemClock } from "../../dist/core/adapters/system/clock.js";
import { runExecutor } from "../../dist/core/app/executor-session.js";
import { JournalWriter } from "../../dist/core/journal/writer.js";
import { openLane, roundTrip } from "./live-lane.mjs";
import { finding } from "./support/findings.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    hours: { type: "string", default: "48" },
    speed: { type: "string", default: "3600" },
    from: { type: "string", default: "2024-08-01" },
    orders: { type: "string", default: "100" },
  },
});
const root = fileURLToPath(new URL("../..", import.meta.url));

const SAMPLES = [
  ["bars → first signed order on the wire", "signalToFirst"],
  ["bars → each order on the wire", "signalToSend"],
  ["  of that: bars → decided, journaled", "signalToDecided"],
  ["  of that: commits until its turn", "intentCommit"],
  ["  of that: submitted → on the wire", "submitToSend"],
  ["bars → first, without the commits", "signalToFirstWithoutCommit"],
  ["order on the wire → answer", "sendToAck"],
  ["fill told → stop on the wire", "fillToStopSent"],
  ["fill told → stop acknowledged", "fillToStopAcknowledged"],
  ["journal commit (write and fsync)", "commit"],
];
const LANE_SAMPLES = [
  ["tick → signed order on the wire", "tickToSend"],
  ["  the same with the durable intent", "durableTickToSend"],
  ["order on the wire → answer", "sendToAck"],
  ["fill told → stop on the wire, durable", "fillToStopSent"],
  ["fill told → stop acknowledged", "fillToStopAcknowledged"],
  ["journal commit (write and fsync)", "commit"],
];
/** P11, of the lane alone: sessions have other keys. */
const TARGETS_MS = { tickToSend: 0.3, durableTickToSend: 0.7 };
const noSamples = (rows) => Object.fromEntries(rows.map(([, key]) => [key, []]));

/** Stamps of one run, and the samples made of them. Orders of an endpoint leave in the order in which they were submitted. */
class Recorder {
  samples = noSamples(SAMPLES);
  pushedAt = new Map();
  lastInput = null;
  unread = 0;
  begun = new Set();
  intended = new Map();
  waiting = { "/fapi/v1/order": [], "/fapi/v1/algoOrder": [] };
  sent = new WeakMap();

  /** Bars that find the history still unread wait for it: they say nothing of a session that trades. */
  push(event) {
    if (event.type === "market.bars" && event.warmup) this.unread += 1;
    if (event.type === "market.bars" && !event.warmup && this.unread === 0)
      this.pushedAt.set(`bars ${event.atMs}`, performance.now());
    if (event.type === "order.filled") this.pushedAt.set(`fill ${event.symbol} ${event.tradeId}`, performance.now());
  }

  onEvent(event) {
    const nowMs = performance.now();
    if (event.type === "market.bars" && event.warmup) this.unread -= 1;
    if (event.type === "market.bars") this.lastInput = event.warmup ? null : `bars ${event.atMs}`;
    else if (event.type === "order.filled") this.lastInput = `fill ${event.symbol} ${event.tradeId}`;
    else if (event.type === "cycle.decided") this.intend(event.orders, nowMs);
    else if (event.type === "order.intended") this.intend([event.order], nowMs);
    else if (event.type === "order.submitted") this.submit(event.clientOrderId, nowMs);
    else if (!["cause.raised", "cause.cleared", "cancel.requested", "exits.moved"].includes(event.type))
      this.lastInput = null;
  }

  intend(orders, decidedMs) {
    for (const { request } of orders) {
      const conditional = request.triggerPrice !== null;
      this.intended.set(request.clientOrderId, { conditional, cause: this.lastInput, decidedMs });
    }
  }

  submit(clientOrderId, submittedMs) {
    const order = this.intended.get(clientOrderId);
    if (order === undefined) return;
    this.waiting[order.conditional ? "/fapi/v1/algoOrder" : "/fapi/v1/order"].push({ ...order, submittedMs });
  }

  onSend(request) {
    const order = request.method === "POST" ? this.waiting[request.path.split("?")[0]]?.shift() : undefined;
    if (order === undefined) return;
    const sentMs = performance.now();
    const causedMs = this.pushedAt.get(order.cause);
    this.sent.set(request, { ...order, sentMs, causedMs });
    this.samples.submitToSend.push(sentMs - order.submittedMs);
    if (causedMs === undefined) return;
    if (order.cause.startsWith("fill") && order.conditional) this.samples.fillToStopSent.push(sentMs - causedMs);
    if (!order.cause.startsWith("bars") || order.conditional) return;
    const commitMs = order.submittedMs - order.decidedMs;
    this.samples.signalToSend.push(sentMs - causedMs);
    this.samples.signalToDecided.push(order.decidedMs - causedMs);
    this.samples.intentCommit.push(commitMs);
    if (this.begun.has(order.cause)) return;
    this.begun.add(order.cause);
    this.samples.signalToFirst.push(sentMs - causedMs);
    this.samples.signalToFirstWithoutCommit.push(sentMs - causedMs - commitMs);
  }

  onAnswer(request) {
    const order = this.sent.get(request);
    if (order === undefined) return;
    const nowMs = performance.now();
    this.samples.sendToAck.push(nowMs - order.sentMs);
    const isStopOfFill = order.conditional && order.causedMs !== undefined && order.cause.startsWith("fill");
    if (isStopOfFill) this.samples.fillToStopAcknowledged.push(nowMs - order.causedMs);
  }
}

let recorder = new Recorder();

/** Everything that is told to a session goes through its queue, and every line through its journal. */
function listen() {
  const { push } = InputQueue.prototype;
  InputQueue.prototype.push = function (event) {
    recorder.push(event);
    push.call(this, event);
  };
  const { commit } = JournalWriter.prototype;
  JournalWriter.prototype.commit = async function () {
    const startMs = performance.now();
    await commit.call(this);
    recorder.samples.commit.push(performance.now() - startMs);
  };
  channel("undici:client:sendHeaders").subscribe(({ request }) => recorder.onSend(request));
  channel("undici:request:headers").subscribe(({ request }) => recorder.onAnswer(request));
}

async function openVenue(speed) {
  const words = ["paper", "serve", "--port", "0", "--speed", speed, "--from", values.from, "--json"];
  const child = spawn(process.execPath, ["bin/run.js", ...words], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => child.kill());
  for await (const line of createInterface({ input: child.stdout })) return { child, ...JSON.parse(line) };
  throw new Error("the paper venue ended before it was ready");
}

async function session() {
  recorder = new Recorder();
  const state = mkdtempSync(join(tmpdir(), "hedge-latency-"));
  const { child, url, wsUrl, apiKey, apiSecret } = await openVenue(values.speed);
  try {
    const env = {
      ...process.env,
      ENV: "testnet",
      BINANCE_API_KEY: apiKey,
      BINANCE_API_SECRET: apiSecret,
      HEDGE__VENUES__BINANCE__TESTNET__REST: url,
      HEDGE__VENUES__BINANCE__TESTNET__WS: wsUrl,
    };
    const flags = { configDirectory: join(root, "config"), stateDirectory: state, mode: "testnet", fresh: false };
    await runExecutor(
      { ...flags, fromMs: null, toMs: null, speed: null, maxCycles: Number(values.hours) },
      {
        files: nodeFiles,
        clock: systemClock,
        env,
        stop: new AbortController().signal,
        onProgress: () => undefined,
        onEvent: (event) => recorder.onEvent(event),
      },
    );
  } finally {
    child.kill("SIGTERM");
    rmSync(state, { recursive: true, force: true });
  }
  return recorder.samples;
}

async function lane() {
  const samples = noSamples(LANE_SAMPLES);
  recorder = { push: () => undefined, onSend: () => undefined, onAnswer: () => undefined, samples: { commit: [] } };
  const directory = mkdtempSync(join(tmpdir(), "hedge-latency-"));
  const venue = await openVenue("1");
  try {
    const parts = await openLane(venue, directory);
    for (let index = 0; index < Number(values.orders); index++)
      await roundTrip(parts, { samples, index, wire: recorder });
    await parts.close();
    await parts.journal.close();
  } finally {
    venue.child.kill("SIGTERM");
    rmSync(directory, { recursive: true, force: true });
  }
  return samples;
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const ascending = (numbers) => [...numbers].sort((a, b) => a - b);
const text = (ms) => (ms === undefined ? "–" : ms.toFixed(ms < 10 ? 2 : 1)).padStart(7);

/** The samples of several runs as a table. */
async function measure(title, rows, run) {
  const runs = [];
  const load = [loadavg()[0]];
  for (let index = 0; index < Number(values.runs); index++) {
    runs.push(await run());
    load.push(loadavg()[0]);
  }
  const loads = load.map((each) => each.toFixed(1)).join(" → ");
  const heading = ["n".padStart(5), "p50".padStart(7), "p95".padStart(7), "p99".padStart(7)].join(" ");
  process.stdout.write(`${title}; load ${loads}; ms\n${"".padEnd(38)} ${heading}  p50 of the runs\n`);
  for (const [name, key] of rows) {
    const all = ascending(runs.flatMap((samples) => samples[key]));
    const medians = ascending(runs.flatMap((samples) => quantile(ascending(samples[key]), 0.5) ?? []));
    const spread = `${text(medians[0]).trim()}…${text(medians.at(-1)).trim()}`;
    const figures = [0.5, 0.95, 0.99].map((share) => text(quantile(all, share))).join(" ");
    process.stdout.write(`${name.padEnd(38)} ${String(all.length).padStart(5)} ${figures}  ${spread}\n`);
    const mostMs = TARGETS_MS[key];
    if (mostMs === undefined) continue;
    const p50 = quantile(all, 0.5);
    finding({
      ...{
        id: "P11",
        what: `${name.trim()}, p50`,
        target: `≤ ${String(mostMs)} ms`,
        measured: `${text(p50).trim()} ms`,
      },
      ...{ spread, met: p50 <= mostMs, why: `${String(all.length)} orders over loopback; load ${loads}.` },
    });
  }
}

listen();
process.stdout.write(`node ${process.version}, ${cpus().length} cores\n`);
await measure(`${values.runs} × ${values.orders} round trips, one at a time, venue at 1 ×`, LANE_SAMPLES, lane);
await measure(`${values.runs} sessions of ${values.hours} h, venue at ${values.speed} ×`, SAMPLES, session);
process.exit();
