import { describe, expect, it } from "vitest";
import { createEngineContext } from "../../../../src/core/app/engine-context.js";
import type { VetoRecord } from "../../../../src/core/domain/veto-record.js";
import { apply } from "../../../../src/core/engine/apply.js";
import { bodyOf } from "../../../../src/core/engine/replay.js";
import { createEngineState, type EngineState } from "../../../../src/core/engine/state.js";
import { grouped } from "../../../../src/core/lib/grouped.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { present } from "../../../../src/core/lib/invariant.js";
import { refusalOf } from "../../../../src/core/ops/explain/re-decide.js";
import { redecide } from "../../../../src/core/ops/whatif/cycle-decision.js";
import { replayer, trialFacts } from "../../../../src/core/ops/explain/replay.js";
import { type ChangeAnswer, smallestChanges } from "../../../../src/core/ops/explain/smallest-change.js";
import type { TrialFacts } from "../../../../src/core/ops/explain/step.js";
import { withSettings } from "../../../../src/core/ops/whatif/change-config.js";
import { requireOrder } from "../../../../src/core/ops/whatif/request.js";
import { tryOrder } from "../../../../src/core/ops/whatif/try-order.js";
import type { SessionOrigin } from "../../../../src/core/ops/whatif/session-books.js";
import { runSession, type SessionRun } from "../../../support/engine-session.js";
import { fourStrategySession } from "../../../support/four-strategies.js";

/** Holds falls that reach a daily limit, dear funding, and pairs that part. */
const FROM_MS = Date.UTC(2023, 10, 20);
const WARMUP_DAYS = 300;
const DRAWN = 100;

/** Minimum, net exposure, joint shock, market quality, daily loss, slots and trade rate, all tight at once. */
const TIGHT = {
  "risk_limits.global.min_notional_usdt": 800,
  "risk_limits.global.max_net_exposure_pct": 0.05,
  "risk_limits.global.liquidation.min_margin_ratio": 40,
  "risk_limits.global.market_quality": { max_divergence_bps: 15, max_funding_pct: 0.0005 },
  "risk_limits.global.daily_loss_limit_pct": 0.004,
  "risk_limits.global.max_concurrent_positions": 3,
  "risk_limits.global.max_trades_per_symbol_per_hour": 1,
};

/** Every strategy on every market, under the limits as they are shipped. */
const SHIPPED = {
  ...Object.fromEntries(
    ["momentum", "smart_money", "vol_target"].map((id) => [
      `strategy_registry.strategies.${id}.symbols`,
      [
        "BTCUSDT",
        "ETHUSDT",
        "SOLUSDT",
        "BNBUSDT",
        "XRPUSDT",
        "ADAUSDT",
        "DOGEUSDT",
        "LINKUSDT",
        "DOTUSDT",
        "ATOMUSDT",
        "LTCUSDT",
      ],
    ]),
  ),
  "risk_limits.global.max_concurrent_positions": 8,
};

interface Played extends Pick<SessionRun, "events"> {
  readonly origin: SessionOrigin;
}

async function play(days: number, changes: Readonly<Record<string, unknown>>): Promise<Played> {
  const setup = await fourStrategySession(FROM_MS, days, { changes, warmupDays: WARMUP_DAYS });
  const { events } = await runSession(setup);
  const [start] = events;
  if (start?.type !== "session.started") throw new Error("the journal has no beginning");
  const origin = { start, config: setup.config, ctx: setup.context, under: (): SessionOrigin => origin };
  return { events, origin };
}

function vetoesOf({ events }: Played): readonly VetoRecord[] {
  return events.flatMap((event) => (event.type === "cycle.decided" ? event.vetoes : []));
}

/** Strategy, rules and whether it got a quantity: refusals of one class are refused for the same reasons. */
function classOf({ strategy, purpose, violations }: VetoRecord): string {
  const codes = violations.map(({ code, measured }) => (measured === null ? `${code}?` : code));
  return `${strategy} ${purpose} ${[...new Set(codes)].sort().join("+")}`;
}

/** One of each class there is, and then any class, any of its refusals, until there are enough. */
function drawn(vetoes: readonly VetoRecord[], most: number): ReadonlySet<string> {
  const rng = createRng("a hundred vetoes");
  const classes = [...grouped(vetoes, classOf).values()];
  const any = <T>(of: readonly T[]): T => present(of[Math.floor(rng.next() * of.length)], "one of them");
  const ids = new Set(classes.slice(0, most).map((of) => any(of).id));
  while (ids.size < Math.min(most, vetoes.length)) ids.add(any(any(classes)).id);
  return ids;
}

interface Explained {
  readonly veto: VetoRecord;
  readonly bySizing: boolean;
  readonly answer: ChangeAnswer;
  readonly trial: TrialFacts | null;
  /** Whether `whatif` approves what the trial names, typed as a user would, under these settings. */
  readonly whatIf: (set: readonly string[]) => boolean;
}

/** Folds the journal once and explains each drawn refusal on the way; the books move on, so each is looked at at once. */
function explainEach({ events, origin }: Played, ids: ReadonlySet<string>, look: (explained: Explained) => void): void {
  const state = createEngineState("paper");
  for (const event of events) {
    if (event.type === "cycle.decided") {
      for (const veto of event.vetoes) if (ids.has(veto.id)) look(explained(veto, state, origin));
    }
    apply(state, bodyOf(event), origin.ctx);
  }
}

function explained(veto: VetoRecord, state: EngineState, origin: SessionOrigin): Explained {
  const books = { ...origin, state, atEnd: false };
  const refusal = refusalOf(redecide(state, origin.ctx)(veto.account), veto.intentId);
  if (refusal === null) throw new Error(`${veto.id} is decided otherwise`);
  const { config } = origin;
  const answer = smallestChanges({ refusal, config, contextOf: createEngineContext, replays: replayer(books) });
  const trial = answer.replay === null ? null : trialFacts(answer.replay, origin.ctx);
  const whatIf = (set: readonly string[]): boolean => {
    const order = requireOrder(present(trial, `a trial of ${veto.id}`), origin);
    return tryOrder(order, books, createEngineContext(withSettings(config, set))).document.approved;
  };
  return { veto, bySizing: refusal.veto.bySizing, answer, trial, whatIf };
}

interface Tally {
  readonly classes: ReadonlySet<string>;
  readonly single: number;
  readonly together: number;
  /** Nothing can, by the words that say why. */
  readonly nothing: readonly string[];
}

/** Explains a hundred, or all there are, and replays every change that is named. */
function explainDrawn(session: Played): Tally {
  const vetoes = vetoesOf(session);
  const ids = drawn(vetoes, DRAWN);
  expect(ids.size).toBe(Math.min(DRAWN, vetoes.length));
  const classes = new Set<string>();
  let [single, together] = [0, 0];
  const nothing: string[] = [];
  explainEach(session, ids, ({ veto, bySizing, answer, trial, whatIf }) => {
    const name = `${veto.id} ${classOf(veto)}`;
    classes.add(classOf(veto));
    expect(answer.changes.length > 0, name).toBe(answer.reason === null);
    if (trial === null) {
      nothing.push(`${name}: ${answer.reason ?? "?"}`);
      return;
    }
    expect(Number(trial.notional), name).toBeGreaterThan(0);
    // Sizing may have refused what the rules let pass, and a leg fails by the other one.
    if (!bySizing && veto.primary !== "GROUP") expect(whatIf([]), `${name} as it was`).toBe(false);
    expect(whatIf(trial.set), `${name} ${trial.set.join(" ")}`).toBe(true);
    for (const { path, to } of answer.changes) {
      const text = typeof to === "string" ? to : JSON.stringify(to);
      expect(whatIf([`${path}=${text}`]), `${name} ${path}=${text}`).toBe(true);
    }
    if (answer.changes.length > 0) single += 1;
    else {
      expect(answer.reason, name).toContain(`would do: ${trial.set.join(" and ")}.`);
      together += 1;
    }
  });
  expect(classes).toEqual(new Set(vetoes.map(classOf)));
  return { classes, single, together, nothing };
}

const CODES = [
  ...["global_exposure", "min_notional", "funding_too_high", "cooldown", "daily_loss_limit", "group_incomplete"],
];

describe("100 refusals of all four strategies", () => {
  it("under the shipped limits each have a change that passes when whatif replays it, or those that do together", async () => {
    const { single, together, nothing, classes } = explainDrawn(await play(60, SHIPPED));
    expect([single > 20, together, nothing]).toEqual([true, 0, []]);
    expect(classes.size).toBeGreaterThanOrEqual(2);
  }, 300_000);

  it("under limits that all bite as well, whatever sizing or the rules refused", async () => {
    const { single, together, nothing, classes } = explainDrawn(await play(120, TIGHT));
    expect([single + together, nothing]).toEqual([DRAWN, []]);
    expect(single).toBeGreaterThan(40);
    const all = [...classes].join(" ");
    for (const strategy of ["momentum", "smart_money", "vol_target", "relative_value"]) expect(all).toContain(strategy);
    for (const code of CODES) expect(all).toContain(code);
  }, 300_000);
});
