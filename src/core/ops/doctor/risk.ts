import { executorCommand, type Mode } from "../../domain/mode.js";
import { isoUtc, SECOND_MS } from "../../lib/time.js";
import { type Check, fail, pass, skip, warn } from "./check.js";
import type { Reading } from "./reading.js";
import { counted, listed } from "./words.js";

export interface CauseFacts {
  readonly code: string;
  readonly kind: "gate" | "latch";
  /** What this cause alone makes of trading; the session is in the worst of all. */
  readonly state: "REDUCING" | "HALTED";
  readonly since: string;
  readonly clears: string;
}

export interface RiskFacts {
  /** Null where no session has written the file. */
  readonly tradingState: Reading<{
    readonly state: "ACTIVE" | "REDUCING" | "HALTED";
    readonly causes: readonly CauseFacts[];
  } | null>;
  readonly positions: Reading<{
    /** Market time of the file. */
    readonly atMs: number;
    readonly open: readonly {
      readonly symbol: string;
      readonly side: string;
      readonly unprotectedSinceMs: number | null;
    }[];
  } | null>;
  /** `max_unprotected_seconds` of the configuration, 0 where it doesn't load. */
  readonly graceSeconds: number;
}

export function checkTradingState({ tradingState }: RiskFacts): readonly Check[] {
  const id = "risk.trading-state";
  if (!tradingState.ok) return [skip(id, `not known: ${tradingState.error}`)];
  if (tradingState.value === null) return [skip(id, "no session has run here")];
  const { state, causes } = tradingState.value;
  if (causes.length === 0 && state === "ACTIVE") return [pass(id, "ACTIVE, no cause raised")];
  if (causes.length === 0) return [warn(id, `${state} without a cause`, "run `hedge risk show`")];
  return causes.map(({ code, kind, state: limit, since, clears }) => {
    const detail = `${limit}: ${kind} ${code} since ${since}`;
    return limit === "HALTED" ? fail(`${id}.${code}`, detail, clears) : warn(`${id}.${code}`, detail, clears);
  });
}

/** A position without a working stop is the one state that can cost everything. */
export function checkProtection({ positions, graceSeconds }: RiskFacts, mode: Mode | null): Check {
  const id = "risk.protection";
  if (!positions.ok) return skip(id, `not known: ${positions.error}`);
  if (positions.value === null) return skip(id, "no session has run here");
  const { atMs, open } = positions.value;
  const bare = open.flatMap(({ symbol, side, unprotectedSinceMs }) =>
    unprotectedSinceMs === null ? [] : [{ name: `${symbol} ${side}`, sinceMs: unprotectedSinceMs }],
  );
  if (open.length === 0) return pass(id, "no open positions");
  if (bare.length === 0) return pass(id, `${counted(open.length, "open position")}, each with its stop`);
  const oldestMs = Math.min(...bare.map(({ sinceMs }) => sinceMs));
  const isWithinGrace = atMs - oldestMs <= graceSeconds * SECOND_MS;
  const detail = `without a stop: ${listed(bare.map(({ name }) => name))}, the oldest since ${isoUtc(oldestMs)}`;
  const fix = `run \`${executorCommand(mode)}\`: its recovery places the missing stops first`;
  return isWithinGrace ? warn(id, `${detail} (within the grace time)`, fix) : fail(id, detail, fix);
}
