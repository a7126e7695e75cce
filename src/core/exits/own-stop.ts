import type { ExitLevels } from "../domain/intent.js";
import type { ExitPolicy } from "./policy.js";

/**
 * Exit levels with the distance of the stop that really holds: a strategy without a stop of its own is stopped by the
 * disaster stop, and sizing and risk have to reckon with that one.
 */
export function withOwnStop(levels: ExitLevels, policy: Pick<ExitPolicy, "disaster_stop_atr">): ExitLevels {
  if (levels.stopDistance !== 0) return levels;
  return { ...levels, stopDistance: levels.atr * policy.disaster_stop_atr };
}
