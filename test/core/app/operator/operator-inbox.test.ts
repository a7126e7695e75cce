import { beforeEach, describe, expect, it } from "vitest";
import { OperatorInbox } from "../../../../src/core/app/operator/operator-inbox.js";
import type { EventBody, JournalEvent } from "../../../../src/core/domain/event.js";
import { apply } from "../../../../src/core/engine/apply.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import type { EngineContext, EngineState } from "../../../../src/core/engine/state.js";
import type { ControlReply, ControlRequest } from "../../../../src/core/ports/control.js";
import { barSetup, runSession } from "../../../support/engine-session.js";
import { bandStrategy } from "../../../support/engine-strategy.js";

const HALT: ControlRequest = { verb: "halt", state: "HALTED", strategy: null, reason: "r" };

let context: EngineContext;
let state: EngineState;
let inbox: OperatorInbox;
let wallMs = 0;

const hear = (request: ControlRequest): Promise<ControlReply> => inbox.hear(request, 4_000);

beforeEach(async () => {
  const markets = [{ symbol: "BTCUSDT", bars: [50_000, 50_600, 50_600] }];
  const setup = barSetup({ markets, strategies: [bandStrategy()] });
  context = setup.context;
  ({ state } = await runSession(setup, { maxCycles: 2 }));
  wallMs = 0;
  inbox = new OperatorInbox(() => ({ state, context, atMs: state.atMs }), { nowMs: () => wallMs });
});

/** Takes what waits and has it journaled as line `seq`, as an executor does. */
function turn(seq: number): EventBody | null {
  const body = inbox.take();
  if (body === null) return null;
  apply(state, body, context);
  inbox.onEvent({ ...body, seq } as JournalEvent);
  // What follows from it has later lines.
  inbox.onEvent({ type: "cause.raised", seq: seq + 1 } as JournalEvent);
  inbox.onTurn(state);
  return body;
}

async function settled(asked: Promise<ControlReply>): Promise<ControlReply | "waiting"> {
  return Promise.race([asked, Promise.resolve().then(() => "waiting" as const)]);
}

describe("an operator's request of a running executor", () => {
  it("is answered after its turn, with the line of its own event, and not before", async () => {
    let woken = 0;
    inbox.onArrival(() => (woken += 1));
    const asked = hear(HALT);
    expect([inbox.hasMail, woken]).toEqual([true, 1]);
    expect(await settled(asked)).toBe("waiting");
    expect(turn(7)).toMatchObject({ type: "operator.halted", atMs: state.atMs });
    expect(await asked).toMatchObject({ kind: "done", seq: 7, already: false });
    expect(inbox.hasMail).toBe(false);
  });

  it("waits behind the one before: three are taken in the order in which they came", async () => {
    const asked = [
      hear(HALT),
      hear({ verb: "look", askVenue: false }),
      hear({ verb: "flatten", symbol: null, reason: "" }),
    ];
    expect(turn(10)).toMatchObject({ type: "operator.halted" });
    expect(await asked[0]).toMatchObject({ kind: "done", seq: 10 });
    // A look has no event: it is answered on the way to the next one.
    expect(turn(20)).toMatchObject({ type: "operator.flattened" });
    expect(await Promise.all(asked)).toMatchObject([{ seq: 10 }, { seq: null }, { seq: 20 }]);
    expect(turn(30)).toBeNull();
  });

  it("is judged on the books of its turn, not of its arrival", async () => {
    const asked = hear({ verb: "resume", reason: "r" });
    state.reconcileDifference = { text: "wallet of main", wallet: null, isMoney: false };
    state.portfolio.causes = [
      { code: "reconcile_difference", kind: "latch", state: "REDUCING", sinceMs: 0, clears: "an operator" },
    ];
    expect(turn(1)).toBeNull();
    expect(await asked).toMatchObject({ kind: "refused", code: "risk_gate_closed", exitCode: 6 });
  });

  it("is refused a lease outside production only after the line that says so", async () => {
    const asked = hear({ verb: "arm", forMs: 3_600_000, maxNotionalUsd: dec("100") });
    const wanted = { type: "interlock.refused", what: "arm", code: "interlock_refused" };
    expect(turn(5)).toMatchObject(wanted);
    expect(await asked).toMatchObject({ kind: "refused", code: "interlock_refused", exitCode: 7 });
  });

  it("is told to go elsewhere when the executor ends, whether it waits, is taken, or comes later", async () => {
    const taken = hear(HALT);
    expect(inbox.take()).not.toBeNull();
    const waiting = hear(HALT);
    inbox.close();
    const late = hear(HALT);
    expect(await Promise.all([taken, waiting, late])).toEqual(Array.from({ length: 3 }, () => ({ kind: "closing" })));
    expect(inbox.take()).toBeNull();
  });

  it("is refused at once when 32 wait already", async () => {
    const asked = Array.from({ length: 33 }, () => hear({ verb: "look", askVenue: false }));
    expect(await asked[32]).toMatchObject({ kind: "refused", code: "busy", exitCode: 8 });
    expect(inbox.take()).toBeNull();
    expect((await Promise.all(asked.slice(0, 32))).map(({ kind }) => kind)).toEqual(Array(32).fill("done"));
  });

  it("taken 4 s after it was said is done, a millisecond later a flatten closes nothing and only keeps from opening", async () => {
    const flatten = { verb: "flatten", symbol: null, reason: "hedge flatten" } as const;
    const asked = hear(flatten);
    wallMs = 4_001;
    const reason = "heard too late to flatten everything: nothing was closed";
    expect(turn(5)).toMatchObject({ type: "operator.halted", state: "REDUCING", strategy: null, reason });
    expect(await asked).toMatchObject({ kind: "refused", code: "too_late", exitCode: 8 });
    wallMs = 4_000;
    const again = hear(flatten);
    expect(turn(6)).toMatchObject({ type: "operator.flattened" });
    expect(await again).toMatchObject({ kind: "done", seq: 6 });
  });

  it("that comes too late and would give leave to trade does nothing: resume, accept and arm; a halt still halts", async () => {
    state.portfolio.causes = [
      { code: "operator_halt", kind: "latch", state: "REDUCING", sinceMs: 0, clears: "an operator" },
    ];
    const words = [
      { verb: "resume", reason: "r" },
      { verb: "accept", amount: dec("1"), reason: "r" },
      { verb: "arm", forMs: 1_000, maxNotionalUsd: dec("1") },
    ] as const;
    const asked = words.map(hear);
    wallMs = 60_000;
    // A lease that somebody wanted leaves its line, as ever.
    expect(turn(5)).toMatchObject({ type: "interlock.refused", code: "too_late" });
    expect(turn(6)).toBeNull();
    expect(await Promise.all(asked)).toMatchObject(words.map(() => ({ kind: "refused", code: "too_late" })));
    const halt = hear(HALT);
    wallMs = 120_000;
    expect(turn(7)).toMatchObject({ type: "operator.halted", state: "HALTED" });
    expect(await halt).toMatchObject({ kind: "done", seq: 7 });
  });
});
