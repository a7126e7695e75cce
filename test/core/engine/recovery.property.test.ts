import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { EventBody, JournalEvent } from "../../../src/core/domain/event.js";
import { apply } from "../../../src/core/engine/apply.js";
import { nextStep } from "../../../src/core/engine/next-step.js";
import { bodyOf } from "../../../src/core/engine/replay.js";
import { createEngineState, type EngineState } from "../../../src/core/engine/state.js";
import { randomSetup } from "../../support/engine-random.js";
import { fold, runSession, type SessionRun, type SessionSetup } from "../../support/engine-session.js";

const HOURS = 12;
const SEEDS = ["amber", "basalt", "cedar"];

const bodies = (events: readonly JournalEvent[]): EventBody[] =>
  events.filter(({ type }) => type !== "session.resumed").map(bodyOf);

/** Thousands of comparisons: the slow matcher, which shows the difference, only looks where there is one. */
function requireSame(found: unknown, wanted: unknown, what: string): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found, what).toEqual(wanted);
}

/** Places at which the journal is cut: the start, some of the warm-up, and every line after it. */
function cutsOf(run: SessionRun): number[] {
  const first = run.events.findIndex((event) => event.type === "market.bars" && !event.warmup);
  return [0, 1, 2, Math.floor(first / 2), ...Array.from({ length: run.events.length - first }, (_, at) => first + at)];
}

describe("recovery", () => {
  it.each(SEEDS)(
    "after a cut at every line of session %s leads to the same books as no cut at all",
    async (seed) => {
      const setup = randomSetup(seed, HOURS);
      const whole = await runSession(setup);
      expect(whole.state.portfolio.totals.fills).toBeGreaterThan(5);
      const wanted = bodies(whole.events);
      for (const cut of cutsOf(whole)) {
        const resumed = await runSession(setup, { lines: whole.journal.lines.slice(0, cut) });
        requireSame(resumed.state, whole.state, `state after a cut at line ${String(cut)}`);
        requireSame(bodies(resumed.events), wanted, `journal after a cut at line ${String(cut)}`);
      }
    },
    60_000,
  );

  it("twice in a row, at 20 pairs of lines, changes nothing either", async () => {
    const setup = randomSetup("dune", HOURS);
    const whole = await runSession(setup);
    for (let pair = 0; pair < 20; pair++) {
      const first = 522 + ((pair * 37) % (whole.events.length - 522));
      const once = await runSession(setup, { lines: whole.journal.lines.slice(0, first) });
      const second = first + 1 + ((pair * 11) % 60);
      const twice = await runSession(setup, { lines: once.journal.lines.slice(0, second) });
      requireSame(twice.state, whole.state, `state after cuts at ${String(first)} and ${String(second)}`);
    }
  });

  it("after every pause of 4 cycles runs 4 more, and ends with the books of a run without pauses", async () => {
    const setup = randomSetup("dune", HOURS);
    const whole = await runSession(setup);
    let run = await runSession(setup, { maxCycles: 4 });
    for (let cycles = 4; run.outcome === "cycles_done"; cycles += 4) {
      expect(run.state.cycle).toBe(cycles);
      run = await runSession(setup, { lines: run.journal.lines, maxCycles: 4 });
    }
    expect(run.outcome).toBe("end_of_data");
    expect(run.state).toEqual(whole.state);
  });
});

async function wholeSession(seed: string): Promise<{ readonly setup: SessionSetup; readonly run: SessionRun }> {
  const setup = randomSetup(seed, HOURS);
  return { setup, run: await runSession(setup) };
}

describe("the engine's state", () => {
  it("is the fold of the journal, to the last field, and the same in a second fold", async () => {
    const { setup, run } = await wholeSession("ember");
    expect(fold(run.events, setup.context)).toEqual(run.state);
    expect(JSON.stringify(fold(run.events, setup.context))).toBe(JSON.stringify(run.state));
  });

  it("is plain JSON: written and read back after every line, it decides and becomes the same", async () => {
    const { setup, run } = await wholeSession("fjord");
    let state: EngineState = createEngineState("paper");
    for (const event of run.events) {
      const copy = JSON.parse(JSON.stringify(state)) as EngineState;
      expect(copy).toEqual(state);
      expect(nextStep(copy, setup.context)).toEqual(nextStep(state, setup.context));
      state = copy;
      apply(state, bodyOf(event), setup.context);
    }
    expect(state).toEqual(run.state);
  });

  it("is not changed by being asked for the next decision", async () => {
    const { setup, run } = await wholeSession("grove");
    const state = createEngineState("paper");
    for (const event of run.events) {
      const before = JSON.stringify(state);
      nextStep(state, setup.context);
      expect(JSON.stringify(state)).toBe(before);
      apply(state, bodyOf(event), setup.context);
    }
  });
});
