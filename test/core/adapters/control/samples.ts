import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "node:net";
import type { StateCause } from "../../../../src/core/domain/trading-state.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import type { ControlReply, ControlRequest } from "../../../../src/core/ports/control.js";

export const HALT: ControlRequest = { verb: "halt", state: "HALTED", strategy: null, reason: "looks wrong" };

export const CAUSE: StateCause = {
  code: "operator_halt",
  kind: "latch",
  state: "HALTED",
  sinceMs: 1_706_745_600_000,
  clears: "an operator",
};

export const DONE: ControlReply = {
  kind: "done",
  seq: 42,
  already: false,
  sinceMs: 1_706_745_600_000,
  cleared: [],
  books: {
    mode: "paper",
    atMs: 1_706_745_600_000,
    tradingState: "HALTED",
    causes: [CAUSE],
    haltedStrategies: ["momentum"],
    positions: [{ account: "main", symbol: "BTCUSDT", qty: dec("-0.012") }],
    openOrders: 1,
    lease: { untilMs: 1_706_760_000_000, maxNotionalUsd: dec("25000"), configHash: "abc" },
    heldSince: [{ account: "main", symbol: "ETHUSDT", qty: dec("0.1"), foreign: true }],
    venue: {
      nowMs: 1_706_745_600_500,
      askedAtMs: 1_706_745_600_400,
      positions: [{ account: "main", symbol: "BTCUSDT", qty: dec("-0.012") }],
      foreignOrders: [
        {
          symbol: "ETHUSDT",
          venueOrderId: "77",
          clientOrderId: "by-hand",
          side: "buy",
          qty: dec("0.1"),
          reduceOnly: false,
        },
      ],
      difference: null,
    },
  },
};

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "hedge-control-"));
}

/** What comes back for these bytes before the other end closes. */
export function say(address: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(address);
    let heard = "";
    socket.once("connect", () => socket.write(bytes));
    socket.on("data", (part: Buffer) => (heard += part.toString("utf8")));
    socket.once("close", () => {
      resolve(heard);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // Closed on us while we still wrote: what was heard counts.
      if (error.code === "EPIPE" || error.code === "ECONNRESET") resolve(heard);
      else reject(error);
    });
  });
}
