import { ok } from "../../../lib/result.js";
import { bookRoutes } from "./book-routes.js";
import { exchangeInfo } from "./exchange-info.js";
import { klineRoutes } from "./kline-routes.js";
import { priceRoutes } from "./price-routes.js";
import { routeOf } from "./public-route.js";
import type { PublicRoute, PublicRoutes } from "./public-route.js";
import { limitsAt, type RestLimits } from "../rest/rate-limits.js";
import type { ServedMarket } from "./served-market.js";

/**
 * Everything that is asked without a key, by path. Each answer is about the present: the market catches up first.
 *
 * limits: what the venue says it takes; the REST side must hold to the same ones.
 */
export function createPublicRoutes(market: ServedMarket, limits = limitsAt(market.time.speed)): PublicRoutes {
  const routes: readonly (readonly [string, PublicRoute])[] = [
    ["/fapi/v1/ping", routeOf(1, () => ok({}))],
    ["/fapi/v1/time", routeOf(1, () => ok({ serverTime: market.time.nowMs() }))],
    [
      "/fapi/v1/exchangeInfo",
      routeOf(1, () => ok(exchangeInfo(market.instruments().values(), momentOf(market, limits)))),
    ],
    ...bookRoutes(market),
    ...klineRoutes(market),
    ...priceRoutes(market),
  ];
  return new Map(routes.map(([path, route]) => [path, current(market, route)]));
}

function current(market: ServedMarket, route: PublicRoute): PublicRoute {
  return {
    weight: (params) => route.weight(params),
    answer: (params) => {
      market.catchUp();
      return route.answer(params);
    },
  };
}

function momentOf({ time, openedMs }: ServedMarket, limits: RestLimits): Parameters<typeof exchangeInfo>[1] {
  return { nowMs: time.nowMs(), openedMs, limits };
}
