import { describe, expect, it } from "vitest";
import type { InputEvent } from "../../../src/core/domain/event.js";
import type { Lease } from "../../../src/core/domain/lease.js";
import { type Mode, MODES } from "../../../src/core/domain/mode.js";
import type { OrderRequest } from "../../../src/core/domain/order.js";
import { interlockBroker } from "../../../src/core/engine/interlock-broker.js";
import { createEngineState, type EngineState } from "../../../src/core/engine/state.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { sampleRecord } from "../../support/samples/orders.js";

const NOW_MS = 1_700_000_000_000;

const LEASES: Readonly<Record<string, Lease | null>> = {
  none: null,
  holds: { untilMs: NOW_MS + 1, maxNotionalUsd: dec("1000"), configHash: "config" },
  expired: { untilMs: NOW_MS, maxNotionalUsd: dec("1000"), configHash: "config" },
  "other configuration": { untilMs: NOW_MS + 1, maxNotionalUsd: dec("1000"), configHash: "other" },
  "too small": { untilMs: NOW_MS + 1, maxNotionalUsd: dec("999"), configHash: "config" },
};

const KINDS = ["entry", "reduce-only", "close-position", "cancel"] as const;
type Kind = (typeof KINDS)[number];

function requestOf(kind: Kind): OrderRequest {
  const { request } = sampleRecord({});
  return { ...request, reduceOnly: kind === "reduce-only", closePosition: kind === "close-position" };
}

function stateWith(mode: Mode, lease: Lease | null): EngineState {
  const state = createEngineState(mode);
  state.atMs = NOW_MS;
  state.lease = lease;
  state.configHash = "config";
  // 400 held at mark and 600 on its way: 1,000 in all.
  state.market["ETHUSDT"] = {
    lastBar: null,
    mark: 2_000,
    markAtMs: NOW_MS,
    stale: false,
    fundingRate: null,
    book: null,
  };
  state.portfolio.positions["main:ETHUSDT"] = {
    ...({ account: "main", symbol: "ETHUSDT", qty: dec("-0.2") } as EngineState["portfolio"]["positions"][string]),
  };
  state.portfolio.orders["unknown"] = { ...sampleRecord({}), purpose: "open", status: "unknown", notionalUsd: 600 };
  state.portfolio.orders["next"] = { ...sampleRecord({}), purpose: "open", status: "intended", notionalUsd: 5_000 };
  state.portfolio.orders["gone"] = { ...sampleRecord({}), purpose: "open", status: "canceled", notionalUsd: 9_000 };
  return state;
}

/** What reaches the venue, and what the journal is told. */
function attempt(mode: Mode, lease: Lease | null, { kind, green }: { kind: Kind; green: boolean }) {
  const sent: string[] = [];
  const told: InputEvent[] = [];
  const broker = interlockBroker({
    broker: {
      capabilities: {} as never,
      place: () => sent.push("place"),
      cancel: () => sent.push("cancel"),
    },
    state: stateWith(mode, lease),
    tell: (event) => told.push(event),
    preflight: () => (green ? null : "the disk is full"),
  });
  const request = requestOf(kind);
  if (kind === "cancel") broker.cancel(request.clientOrderId, request.symbol, NOW_MS);
  else broker.place(request, NOW_MS);
  return { sent, told };
}

const ALL = MODES.flatMap((mode) =>
  Object.entries(LEASES).flatMap(([name, lease]) =>
    [true, false].flatMap((green) => KINDS.map((kind) => ({ mode, name, lease, green, kind }))),
  ),
);

describe("the production interlock", () => {
  it(`lets exactly the entries with lease, ceiling and preflight through: all ${String(ALL.length)} combinations`, () => {
    for (const { mode, name, lease, green, kind } of ALL) {
      const { sent, told } = attempt(mode, lease, { kind, green });
      const passes = mode !== "prod" || kind !== "entry" || (name === "holds" && green);
      const label = `${mode}, lease ${name}, preflight ${green ? "green" : "red"}, ${kind}`;
      expect(sent, label).toEqual(passes ? [kind === "cancel" ? "cancel" : "place"] : []);
      expect(
        told.map(({ type }) => type),
        label,
      ).toEqual(passes ? [] : ["order.rejected"]);
    }
  });

  it("names gross exposure and ceiling: 400 held, 600 on its way, 999 allowed", () => {
    const { told } = attempt("prod", LEASES["too small"] ?? null, { kind: "entry", green: true });
    expect(told).toMatchObject([
      { code: 0, reason: "interlock: 1000 USDT with what is on its way, the lease allows 999" },
    ]);
  });

  it("lets 600 through after it has turned back 5,000 in the same instant: what never left takes nothing of 2,000", () => {
    const state = stateWith("prod", { ...LEASES["holds"]!, maxNotionalUsd: dec("2000") });
    const passed: string[] = [];
    const place = ({ clientOrderId }: OrderRequest): void => void passed.push(clientOrderId);
    const broker = interlockBroker({
      broker: { capabilities: {} as never, place, cancel: () => undefined },
      ...{ state, tell: () => undefined, preflight: () => null },
    });
    for (const [id, notionalUsd] of [
      ["large", 5_000],
      ["small", 600],
    ] as const) {
      const record = sampleRecord({ request: { ...requestOf("entry"), clientOrderId: id } });
      state.portfolio.orders[id] = { ...record, purpose: "open", status: "submitted", notionalUsd };
      broker.place(record.request, NOW_MS);
    }
    expect(passed).toEqual(["small"]);
  });

  it("refuses when a mark is missing: what can't be known is not below a ceiling", () => {
    const state = stateWith("prod", LEASES["holds"] ?? null);
    const market = state.market["ETHUSDT"];
    if (market !== undefined) market.mark = null;
    const told: InputEvent[] = [];
    const broker = interlockBroker({
      broker: {
        capabilities: {} as never,
        place: () => told.push({ type: "clock.advanced", atMs: 0 }),
        cancel: () => undefined,
      },
      state,
      tell: (event) => told.push(event),
      preflight: () => null,
    });
    broker.place(requestOf("entry"), NOW_MS);
    expect(told.map(({ type }) => type)).toEqual(["order.rejected"]);
  });
});
