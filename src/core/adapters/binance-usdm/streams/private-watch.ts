import type { Clock } from "../../../lib/clock.js";
import type { ListenKeys, UserStreamTimes } from "./user-stream-options.js";
import { isStopped } from "../../ccxt/is-stopped.js";

/** "This listenKey does not exist": derivatives docs, error codes, 2026-10. */
export const UNKNOWN_KEY = -1125;

/** Renews a key until that is hopeless; the answer says why. Null: the signal fired first. */
export async function keepKey(
  deps: {
    readonly key: string;
    readonly keys: Pick<ListenKeys, "renew">;
    readonly clock: Clock;
    readonly times: Pick<UserStreamTimes, "renewEveryMs" | "renewAgainMs" | "keyLifeMs">;
  },
  signal: AbortSignal,
): Promise<string | null> {
  const { key, keys, clock, times } = deps;
  let aliveAtMs = clock.monotonicMs();
  let waitMs = times.renewEveryMs;
  for (;;) {
    await clock.sleep(waitMs, signal);
    if (isStopped(signal)) return null;
    const askedAtMs = clock.monotonicMs();
    const renewed = await keys.renew(key);
    if (isStopped(signal)) return null;
    if (renewed.ok) {
      aliveAtMs = askedAtMs;
      waitMs = times.renewEveryMs;
      continue;
    }
    const { code, reason, retryAfterMs } = renewed.error;
    if (code === UNKNOWN_KEY) return "the venue doesn't know the listen key any more";
    if (clock.monotonicMs() - aliveAtMs >= times.keyLifeMs) return `the listen key could not be renewed: ${reason}`;
    waitMs = Math.max(times.renewAgainMs, retryAfterMs ?? 0);
  }
}
