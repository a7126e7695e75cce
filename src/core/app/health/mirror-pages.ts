import type { Clock } from "../../lib/clock.js";
import { mirrorLives, mirrorReady } from "../../ops/health/judge-mirror.js";
import type { HealthPages } from "../../ports/health-pages.js";
import { mirrorMetrics } from "../../sync/mirror-metrics.js";
import type { SyncState } from "../../sync/state.schema.js";

/** The health pages of the process that keeps a mirror. */
export function mirrorPages(state: () => SyncState | null, clock: Pick<Clock, "nowMs">): HealthPages {
  return {
    livez: mirrorLives,
    readyz: () => mirrorReady({ state: state(), nowWallMs: clock.nowMs() }),
    metrics: () => {
      const known = state();
      return known === null ? [] : mirrorMetrics(known);
    },
  };
}
