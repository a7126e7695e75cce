import { connect } from "node:net";
import type { Clock } from "../../lib/clock.js";
import type { ControlAnswer, ControlClient } from "../../ports/control.js";
import { openControlPlace } from "./control-place.js";
import { decodeReply, encodeLine, MAX_REPLY_BYTES, type TimedRequest } from "./control-wire.js";

export interface ControlClientOptions {
  readonly clock: Clock;
  /** A listener that has said nothing for so long is hung. */
  readonly silenceMs: number;
}

/** A word that is taken at the last moment still has this share of the silence for its reply. */
const REPLY_SHARE = 0.2;

export function createControlClient({ clock, silenceMs }: ControlClientOptions): ControlClient {
  return {
    ask: async (stateDirectory, request) => {
      const place = openControlPlace(stateDirectory);
      if (place === null) return { kind: "absent" };
      const startMs = clock.monotonicMs();
      const untilMs = Math.floor(clock.nowMs() + silenceMs * (1 - REPLY_SHARE));
      const over = new AbortController();
      try {
        const silence = clock.sleep(silenceMs, over.signal).then((): ControlAnswer => {
          return { kind: "silent", waitedMs: clock.monotonicMs() - startMs };
        });
        return await Promise.race([exchange(place.address, { ...request, untilMs }, over.signal), silence]);
      } finally {
        over.abort();
        place.release();
      }
    },
  };
}

function exchange(address: string, request: TimedRequest, over: AbortSignal): Promise<ControlAnswer> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const parts: Buffer[] = [];
    let length = 0;
    over.addEventListener("abort", () => socket.destroy(), { once: true });
    socket.once("connect", () => socket.write(encodeLine(request)));
    socket.on("data", (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (length > MAX_REPLY_BYTES) resolve({ kind: "garbled", reason: "it is too long" });
      else if (part.includes("\n")) resolve(replyOf(Buffer.concat(parts).toString("utf8")));
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // A full queue of callers is a listener that takes nobody: the silence decides.
      if (error.code !== "EAGAIN") resolve({ kind: "absent" });
    });
    // Gone without a word: it ended while it was asked.
    socket.once("close", (failed) => {
      if (!failed) resolve({ kind: "absent" });
    });
  });
}

function replyOf(text: string): ControlAnswer {
  const decoded = decodeReply(text.slice(0, text.indexOf("\n")));
  return decoded.ok ? { kind: "replied", reply: decoded.value } : { kind: "garbled", reason: decoded.error };
}
