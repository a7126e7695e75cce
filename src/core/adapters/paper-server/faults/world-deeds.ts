import type { StreamRoute, WorldFault } from "./fault-hooks.js";
import { type FaultRule, WORLD_KINDS, type WorldDeed } from "./script-schema.js";

const ROUTES: readonly StreamRoute[] = ["public", "market", "private"];

export function isWorldDeed(deed: FaultRule["do"]): deed is WorldDeed {
  return WORLD_KINDS.has(deed.kind);
}

/** More than one where a rule names no route and means all. */
export function worldFaults(deed: WorldDeed): readonly WorldFault[] {
  switch (deed.kind) {
    case "close_sockets":
      return routesOf(deed.route).map((route) => ({ kind: "close_sockets", route }));
    case "silence":
      return routesOf(deed.route).map((route) => ({ kind: "silence", route, wallMs: deed.wall_ms }));
    case "delisting":
      return [{ kind: "delisting", symbol: deed.symbol, inHours: deed.in_hours }];
    case "margin_type":
      return [{ kind: "margin_type", symbol: deed.symbol, isolated: deed.margin_type === "isolated" }];
    case "position_mode":
      return [{ kind: "position_mode", hedge: deed.position_mode === "hedge" }];
    case "asset_mode":
      return [{ kind: "asset_mode", multiAssets: deed.asset_mode === "multi" }];
    case "filters": {
      const { kind, symbol, tick_size: tick, step_size: step, min_notional: notional } = deed;
      return [{ kind, symbol, tickSize: tick ?? null, stepSize: step ?? null, minNotional: notional ?? null }];
    }
    case "key_rights": {
      const { kind, futures, withdrawals, universal_transfer: universalTransfer, ip_restrict: ipRestrict } = deed;
      return [{ kind, futures, withdrawals, universalTransfer, ipRestrict }];
    }
    default:
      return [deed];
  }
}

function routesOf(route: StreamRoute | undefined): readonly StreamRoute[] {
  return route === undefined ? ROUTES : [route];
}
