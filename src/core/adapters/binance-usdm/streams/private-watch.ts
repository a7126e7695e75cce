import type { Clock } from "../../../lib/clock.js";
import type { PrivateSocket } from "../../ccxt/private-socket.js";
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

/** Looks for a connection that is dead without saying so; the answer says how. Null: the signal fired first. */
export async function watchSocket(
  deps: {
    readonly socket: Pick<PrivateSocket, "heardAtMs" | "toldAtMs" | "ping">;
    readonly clock: Clock;
    readonly ordersLive: () => boolean;
    readonly times: Pick<UserStreamTimes, "probeEveryMs" | "probeAnswerMs" | "silenceMs">;
  },
  signal: AbortSignal,
): Promise<string | null> {
  const { socket, clock, ordersLive, times } = deps;
  let pingedAtMs: number | null = null;
  for (;;) {
    await clock.sleep(times.probeEveryMs, signal);
    if (isStopped(signal)) return null;
    const nowMs = clock.monotonicMs();
    const isAnswered = pingedAtMs === null || socket.heardAtMs >= pingedAtMs;
    if (!isAnswered && nowMs - Number(pingedAtMs) >= times.probeAnswerMs) {
      return `half-open: no answer to a ping for ${Math.round(nowMs - Number(pingedAtMs))} ms`;
    }
    const silentMs = nowMs - socket.toldAtMs;
    if (ordersLive() && silentMs >= times.silenceMs) {
      return `neither frame nor ping of the venue for ${Math.round(silentMs)} ms while orders are live`;
    }
    if (!isAnswered) continue;
    pingedAtMs = nowMs;
    socket.ping();
  }
}
