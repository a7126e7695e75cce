import type { Clock } from "../../lib/clock.js";
import { isStopped } from "./is-stopped.js";
import type { PrivateSocket } from "./private-socket.js";

export interface WatchTimes {
  /** No frame and no ping of the venue for so long while orders live: the stream is dead. */
  readonly silenceMs: number;
  /** How often we ask for a sign of life, and look at the clock. */
  readonly probeEveryMs: number;
  readonly probeAnswerMs: number;
}

/** Looks for a connection that is dead without saying so; the answer says how. Null: the signal fired first. */
export async function watchSocket(
  deps: {
    readonly socket: Pick<PrivateSocket, "heardAtMs" | "toldAtMs" | "ping">;
    readonly clock: Clock;
    readonly ordersLive: () => boolean;
    readonly times: WatchTimes;
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

/** A WebSocket ping would be answered by whatever stands before the venue: an answer of its own is what proves that it lives. */
export function probedBy(
  socket: PrivateSocket,
  question: string,
): Pick<PrivateSocket, "heardAtMs" | "toldAtMs" | "ping"> {
  return {
    get heardAtMs() {
      return socket.heardAtMs;
    },
    get toldAtMs() {
      return socket.toldAtMs;
    },
    ping: () => {
      socket.send(question);
    },
  };
}
