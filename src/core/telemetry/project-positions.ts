import { isFinal, type OrderRecord } from "../domain/order.js";
import { entryPrice, type ExitPlan, isLong, type Position, unrealizedPnl } from "../domain/position.js";
import { absDec, compareDec, type Dec, mulDec, toNumber, ZERO } from "../lib/decimal.js";
import { isoUtc } from "../lib/time.js";
import { instantOrNull } from "./instants.js";
import type { PositionRow, PositionsFile } from "./positions.schema.js";
import { markOf } from "./mark-of.js";
import { projectAssets } from "./project-assets.js";
import { projectOrder } from "./project-order.js";
import type { TelemetrySnapshot } from "./snapshot.js";

/** Orders that may still fill, unknown ones included, oldest first. */
export function openOrders(snapshot: Pick<TelemetrySnapshot, "portfolio">): readonly OrderRecord[] {
  const open = Object.values(snapshot.portfolio.orders).filter((order) => !isFinal(order.status));
  return open.sort((a, b) => a.intendedAtMs - b.intendedAtMs);
}

function nearestStop(exits: ExitPlan | null, long: boolean): Dec | null {
  if (exits === null) return null;
  const { disasterStop, strategyStop } = exits;
  if (strategyStop === null) return disasterStop;
  const strategyIsHigher = compareDec(strategyStop, disasterStop) > 0;
  return strategyIsHigher === long ? strategyStop : disasterStop;
}

function exposureOf(position: Position, mark: Dec | null, nav: Dec | null): number | null {
  if (mark === null || nav === null) return null;
  const share = (toNumber(position.qty) * toNumber(mark)) / toNumber(nav);
  return Number.isFinite(share) ? share : null;
}

function projectPosition(position: Position, mark: Dec | null, nav: Dec | null): PositionRow {
  const long = isLong(position);
  const { exits } = position;
  return {
    account: position.account,
    symbol: position.symbol,
    strategy: position.strategy,
    side: long ? "long" : "short",
    qty: absDec(position.qty),
    entryPrice: entryPrice(position) ?? ZERO,
    markPrice: mark,
    notional: mark === null ? null : absDec(mulDec(position.qty, mark)),
    exposure: exposureOf(position, mark, nav),
    unrealizedPnl: mark === null ? null : unrealizedPnl(position, mark),
    realizedPnl: position.realizedPnl,
    fees: position.fees,
    funding: position.funding,
    stopPrice: nearestStop(exits, long),
    disasterStop: exits?.disasterStop ?? null,
    takeProfits: exits?.takeProfits.map(({ price, fraction, done }) => ({ price, fraction, done })) ?? [],
    barsHeld: position.barsHeld,
    maxBars: exits?.maxBars ?? null,
    openedAt: isoUtc(position.openedAtMs),
    unprotectedSince: instantOrNull(position.unprotectedSinceMs),
    intentId: position.intentId,
  };
}

/** Rows of the open positions, by account and symbol. */
export function positionRows(snapshot: TelemetrySnapshot): PositionRow[] {
  const nav = snapshot.nav?.nav ?? null;
  return Object.entries(snapshot.portfolio.positions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, position]) => projectPosition(position, markOf(snapshot, position.symbol), nav));
}

export function projectPositions(snapshot: TelemetrySnapshot): PositionsFile {
  const { mode } = snapshot.portfolio;
  return {
    schema: "hedge.positions/1",
    mode,
    at: isoUtc(snapshot.atMs),
    seq: snapshot.seq,
    items: positionRows(snapshot),
    openOrders: openOrders(snapshot).map((order) => projectOrder(order, mode)),
    ...(snapshot.assetPlaces === undefined ? {} : { assets: projectAssets(snapshot, snapshot.assetPlaces) }),
  };
}
