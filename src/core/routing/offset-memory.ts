import type { VolatilityRegime } from "../domain/market-view.js";
import { adaptiveOffset } from "./offset.js";
import type { RouterPolicy } from "./policy.js";
import { makerMeasures } from "./quality.js";
import type { RouterState } from "./state.js";

interface OffsetChange {
  readonly atMs: number;
  readonly fromBps: number;
  readonly toBps: number;
  readonly reason: string;
}

/** The adaptive offset of an account × symbol when it was last looked at, and when it last moved. */
export interface OffsetMemory {
  readonly atMs: number;
  readonly offsetBps: number;
  readonly change: OffsetChange | null;
}

/** Looks at the offset again and remembers a change with its reason; changes `state` in place. */
export function noteOffset(
  state: RouterState,
  key: string,
  look: { readonly atMs: number; readonly regime: VolatilityRegime | null; readonly policy: RouterPolicy },
): void {
  const { atMs, regime, policy } = look;
  const before = state.offsets[key];
  const { offsetBps, reason } = adaptiveOffset(regime, makerMeasures(state, key, policy, atMs), policy.offset);
  const moved = before !== undefined && before.offsetBps !== offsetBps;
  const change = moved ? { atMs, fromBps: before.offsetBps, toBps: offsetBps, reason } : (before?.change ?? null);
  state.offsets[key] = { atMs, offsetBps, change };
}
