import type { InputEvent } from "../../src/core/domain/event.js";
import type { Lease } from "../../src/core/domain/lease.js";
import type { Mode } from "../../src/core/domain/mode.js";
import type { OrderRequest } from "../../src/core/domain/order.js";
import { createInterlock } from "../../src/core/engine/interlock.js";
import { interlockBroker } from "../../src/core/engine/interlock-broker.js";
import { createEngineState, type EngineState } from "../../src/core/engine/state.js";
import { dec } from "../../src/core/lib/decimal.js";
import { ok } from "../../src/core/lib/result.js";
import type { Broker } from "../../src/core/ports/broker.js";
import { sampleRecord } from "./samples/orders.js";

export const NOW_MS = 1_700_000_000_000;
/** Holds now, and its ceiling is what `stateWith` holds and has on its way. */
export const LEASE: Lease = { untilMs: NOW_MS + 1, maxNotionalUsd: dec("1000"), configHash: "config" };

/** Books with 400 USDT held at mark and 600 on its way: 1,000 in all. */
export function stateWith(mode: Mode, lease: Lease | null): EngineState {
  const state = createEngineState(mode);
  state.atMs = NOW_MS;
  state.lease = lease;
  state.configHash = "config";
  state.market["ETHUSDT"] = {
    ...{ lastBar: null, mark: 2_000, markAtMs: NOW_MS, stale: false, fundingRate: null, book: null },
  };
  state.portfolio.positions["main:ETHUSDT"] = {
    ...({ account: "main", symbol: "ETHUSDT", qty: dec("-0.2") } as EngineState["portfolio"]["positions"][string]),
  };
  state.portfolio.orders["unknown"] = { ...sampleRecord({}), purpose: "open", status: "unknown", notionalUsd: 600 };
  state.portfolio.orders["next"] = { ...sampleRecord({}), purpose: "open", status: "intended", notionalUsd: 5_000 };
  state.portfolio.orders["gone"] = { ...sampleRecord({}), purpose: "open", status: "canceled", notionalUsd: 9_000 };
  return state;
}

export const ORDER_KINDS = ["entry", "reduce-only", "close-position"] as const;

export function requestOf(kind: (typeof ORDER_KINDS)[number]): OrderRequest {
  const { request } = sampleRecord({});
  return { ...request, reduceOnly: kind === "reduce-only", closePosition: kind === "close-position" };
}

/** The interlock before a venue that only remembers: what reached it, and what the journal is told. */
export function openDesk(state: EngineState, preflight: string | null = null) {
  const sent: string[] = [];
  const told: InputEvent[] = [];
  const venue: Broker = {
    capabilities: {} as never,
    place: ({ clientOrderId }) => void sent.push(`place ${clientOrderId}`),
    cancel: (clientOrderId) => void sent.push(`cancel ${clientOrderId}`),
    modify: ({ clientOrderId }) => void sent.push(`modify ${clientOrderId}`),
    query: async () => ({ kind: "absent" }),
    openOrders: async () => ok([]),
  };
  const interlock = createInterlock({ state, preflight: () => preflight, nowMs: () => state.atMs });
  const broker = interlockBroker({ broker: venue, interlock, tell: (event) => void told.push(event) });
  return { broker, interlock, sent, told };
}
