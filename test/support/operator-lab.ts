import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { configOfSession } from "../../src/core/app/config-of-session.js";
import { createEngineContext } from "../../src/core/app/engine-context.js";
import { journalDirectory, journalEvents } from "../../src/core/app/session-state.js";
import { replay } from "../../src/core/engine/replay.js";
import { verifyJournal } from "../../src/core/journal/verify.js";
import type { JournalEvent } from "../../src/core/domain/event.js";
import { journaledBodies, journalLines } from "./crash-books.js";
import { intendedBy } from "./crash-fold.js";
import { type Ended, executorWords, type Lab, type Running, startHedge } from "./crash-lab.js";

type Tree = Record<string, unknown>;

/** What must hold after anything an operator does: a whole chain, and the same decisions when they are made again. */
export function troubleOf(state: string): readonly string[] {
  const verdict = verifyJournal(nodeFiles, journalDirectory(state));
  if (!verdict.ok || verdict.tornBytes > 0) return [`${verdict.reason ?? "torn"}, line ${String(verdict.line)}`];
  const events = [...journalEvents(state, nodeFiles, "paper")];
  const context = createEngineContext(configOfSession(events[0]));
  const { firstDifference } = replay(events, context, { fromMs: -Infinity, toMs: Infinity });
  return firstDifference === null ? [] : [JSON.stringify(firstDifference)];
}

/** The one JSON document of a command. */
export function documentOf({ stdout }: Ended): Tree {
  return JSON.parse(stdout) as Tree;
}

/** Operators' commands on one session, as a person or a script gives them. */
export class OperatorLab {
  readonly #started: Running[] = [];

  constructor(readonly lab: Lab) {}

  state(name: string): string {
    return this.lab.path(name);
  }

  /** `hedge VERB … --json` on the session in `state`. */
  async say(state: string, verb: string, ...words: readonly string[]): Promise<Ended> {
    return this.start(verb, "--json", "--config", this.lab.config, "--state", state, ...words).ended;
  }

  start(...words: readonly string[]): Running {
    const running = startHedge(this.lab, words);
    this.#started.push(running);
    return running;
  }

  /** A session that trades 14 days in about 12 s, once it listens and holds a position with its stop. */
  async startTrading(state: string, speed = "100000"): Promise<Running> {
    const running = this.start(...executorWords(this.lab, state, "--speed", speed));
    const isProtected = (): boolean => positionsOf(state).some((position) => position["unprotectedSince"] === null);
    while (!existsSync(`${state}/control.sock`) || !isProtected()) {
      if (running.child.exitCode !== null) throw new Error((await running.ended).stderr);
      await sleep(10);
    }
    return running;
  }

  /** A session that was paused while it held positions. */
  async pausedWithPositions(state: string): Promise<void> {
    const { child, ended } = await this.startTrading(state);
    child.kill("SIGTERM");
    await ended;
    if (positionsOf(state).length === 0) throw new Error("the session was flat when it stopped");
  }

  /** The same session once more, under another name. */
  copy(paused: string, name: string): string {
    const state = this.state(name);
    rmSync(state, { recursive: true, force: true });
    cpSync(paused, state, { recursive: true });
    return state;
  }

  /** Goes on with a session at full speed, to its end. */
  finish(state: string): Promise<Ended> {
    return this.start(...executorWords(this.lab, state, "--json")).ended;
  }

  dispose(): void {
    for (const { child } of this.#started) if (child.exitCode === null) child.kill("SIGKILL");
    this.lab.dispose();
  }
}

export function readDocument(state: string, name: string): Tree {
  const path = `${state}/${name}`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Tree) : {};
}

export function positionsOf(state: string): readonly Tree[] {
  return (readDocument(state, "positions.json")["items"] ?? []) as readonly Tree[];
}

/** Whole lines of the journal so far; a running executor may be in the middle of the next. */
export function eventsSoFar(state: string): readonly JournalEvent[] {
  return journalLines(state).map((line) => JSON.parse(line) as JournalEvent);
}

export function cyclesAfter(state: string, seq: number): number {
  return eventsSoFar(state).filter((event) => event.seq > seq && event.type === "cycle.decided").length;
}

/** Entries that were sent to the venue after this line and before that. */
export function entriesSent(state: string, afterSeq: number, beforeSeq = Infinity): readonly string[] {
  const events = eventsSoFar(state);
  const entries = new Set<string>();
  for (const event of events) {
    for (const { purpose, request } of intendedBy(event)) if (purpose === "open") entries.add(request.clientOrderId);
  }
  return events.flatMap((event) => {
    const within = event.seq > afterSeq && event.seq < beforeSeq;
    return within && event.type === "order.submitted" && entries.has(event.clientOrderId) ? [event.clientOrderId] : [];
  });
}

/** Symbols with a stop at the venue by the journal: acknowledged, and not ended since. */
export function symbolsWithStops(state: string): ReadonlySet<string> {
  const open = new Map<string, string>();
  for (const body of journaledBodies(state).map((line) => JSON.parse(line) as JournalEvent)) {
    for (const { purpose, request } of intendedBy(body)) {
      if (purpose === "disaster_stop") open.set(request.clientOrderId, request.symbol);
    }
    if (/^order\.(filled|canceled|expired|rejected|abandoned)$/.test(body.type) && "clientOrderId" in body) {
      open.delete(body.clientOrderId);
    }
  }
  return new Set(open.values());
}

/** Waits until it holds. The test's own time-out ends it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}
