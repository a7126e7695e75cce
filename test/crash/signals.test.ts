import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Books, booksOf, journaledBodies } from "../support/crash-books.js";
import { troubleAfter } from "../support/crash-kills.js";
import type { JournalEvent } from "../../src/core/domain/event.js";
import { foldBooks, intendedBy, worthOf } from "../support/crash-fold.js";
import { eventsOf, runInProcess } from "../support/crash-in-process.js";
import { executorWords, openLab, Restarter, type Running, SPAN, startHedge } from "../support/crash-lab.js";

const lab = openLab();
const restarter = new Restarter(lab);
let reference: Books = {};

beforeAll(async () => {
  const state = lab.path("uninterrupted");
  reference = booksOf(state, await restarter.restart(state));
});

afterAll(async () => {
  await restarter.stop();
  lab.dispose();
});

type Tree = Record<string, unknown>;

function readJson(path: string): Tree {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Tree) : {};
}

function positionsOf(state: string): readonly Tree[] {
  return (readJson(`${state}/positions.json`)["items"] ?? []) as readonly Tree[];
}

/** Waits until the session holds a position whose stop rests at the venue. */
async function untilProtected(state: string): Promise<void> {
  while (!positionsOf(state).some((position) => position["unprotectedSince"] === null)) await sleep(10);
}

/** Stops at the venue by the journal: acknowledged, and not ended since. */
function restingStops(state: string): readonly string[] {
  const open = new Map<string, string>();
  for (const body of journaledBodies(state).map((line) => JSON.parse(line) as Tree)) {
    const id = body["clientOrderId"] as string;
    const order = body["order"] as { request: Tree; purpose: string } | undefined;
    const type = body["type"] as string;
    if (type === "order.intended" && /stop/.test(order?.purpose ?? "")) {
      open.set(order?.request["clientOrderId"] as string, order?.request["symbol"] as string);
    }
    if (/^order\.(filled|canceled|expired|rejected|abandoned)$/.test(type)) open.delete(id);
  }
  return [...open.values()];
}

describe("a stop by signal", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "%s pauses with exit %i: telemetry written, a stop for each position, and the next start ends with the same books",
    async (signal, exitCode) => {
      const state = lab.path(signal);
      // 14 days in about 8 s: enough for a position to appear long before the end.
      const { child, ended } = startHedge(lab, executorWords(lab, state, "--speed", "150000"));
      await untilProtected(state);
      child.kill(signal);
      expect(await ended).toMatchObject({ exitCode, signal: null });
      expect(readJson(`${state}/health.json`)).toMatchObject({ state: "stopped" });
      const bodies = journaledBodies(state);
      expect(bodies.filter((body) => body.includes('"type":"stop.requested"'))).toHaveLength(1);
      expect(bodies.some((body) => body.includes('"type":"session.ended"'))).toBe(false);
      const held = positionsOf(state);
      expect(held.map(({ unprotectedSince }) => unprotectedSince)).toEqual(held.map(() => null));
      for (const { symbol } of held) expect(restingStops(state)).toContain(symbol);
      const resumed = await startHedge(lab, executorWords(lab, state, "--json")).ended;
      expect(resumed.exitCode).toBe(0);
      expect(JSON.parse(resumed.stdout)).toMatchObject({ cycles: 336, to: "2023-02-08T00:00:00Z" });
      expect(await troubleAfter(state, restarter, reference)).toEqual([]);
    },
  );

  it("withdraws an entry that is on its way when the signal comes, and the next start ends with whole books", async () => {
    const state = lab.path("entry");
    const stop = new AbortController();
    const entries = new Set<string>();
    const onEvent = (event: JournalEvent): void => {
      for (const { purpose, request } of intendedBy(event)) if (purpose === "open") entries.add(request.clientOrderId);
      if (event.type === "order.submitted" && entries.has(event.clientOrderId)) stop.abort();
    };
    const run = { config: lab.config, state, ...SPAN };
    expect(await runInProcess({ ...run, stop: stop.signal, onEvent })).toMatchObject({ outcome: "stopped" });
    const events = eventsOf(state);
    const stopped = events.findIndex(({ type }) => type === "stop.requested");
    const sent = events.flatMap((event) => (event.type === "order.submitted" ? [event.clientOrderId] : []));
    const onTheirWay = sent.filter((id) => entries.has(id));
    expect(onTheirWay.length).toBeGreaterThanOrEqual(1);
    const after = events.slice(stopped + 1);
    expect(after.slice(0, onTheirWay.length)).toMatchObject(
      onTheirWay.map((clientOrderId) => ({ type: "cancel.requested", reason: "graceful stop", clientOrderId })),
    );
    const sentAfter = after.flatMap((event) => (event.type === "order.submitted" ? [event.clientOrderId] : []));
    expect(sentAfter.filter((id) => entries.has(id))).toEqual([]);
    // An entry that the cancel missed has filled: its stops were sent, and their answers awaited.
    const answered = new Set(
      after.flatMap((event) => (event.type === "order.acknowledged" ? [event.clientOrderId] : [])),
    );
    expect(sentAfter.filter((id) => !answered.has(id))).toEqual([]);
    const { outcome, summary } = await runInProcess(run);
    expect(outcome).toBe("end_of_data");
    expect(worthOf(foldBooks(eventsOf(state))).toFixed()).toBe(summary.navEnd);
  });

  it("does not wait through the 24 days of warm-up at --speed 3600: the first cycle comes within the test's 30 s, not after 9 minutes", async () => {
    const words = executorWords(lab, lab.path("warm"), "--speed", "3600", "--once", "--json");
    const ended = await startHedge(lab, words).ended;
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ cycles: 1 });
  });

  it("ends at once on the second signal while a disk that doesn't answer keeps the first from ending it", async () => {
    const state = lab.path("twice");
    const hang = { site: "background fdatasync journal/segment", occurrence: 1, when: "hang" } as const;
    const running: Running = startHedge(lab, executorWords(lab, state, "--speed", "3600"), { state, faults: [hang] });
    while (!existsSync(`${state}/health.json`)) await sleep(20);
    // The paper journal is synced in the background within 50 ms; give that sync time to hang.
    await sleep(500);
    running.child.kill("SIGINT");
    const stopWritten = (): boolean => journaledBodies(state).some((body) => body.includes("stop.requested"));
    while (!stopWritten()) await sleep(10);
    await sleep(200);
    expect(running.child.exitCode).toBeNull();
    running.child.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ exitCode: 143, signal: null });
    expect(await troubleAfter(state, restarter, reference)).toEqual([]);
  });
});
