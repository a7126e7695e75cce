import type { Config } from "../../config/config-files.js";
import type { SizedOrder } from "../../domain/intent.js";
import { sizingLimits } from "../../engine/sizing-limits.js";
import type { EngineContext } from "../../engine/state.js";
import type { Dec } from "../../lib/decimal.js";
import { present } from "../../lib/invariant.js";
import { review } from "../../risk/review.js";
import { bucketMultiplier } from "../../screener/filters.js";
import { size } from "../../sizing/size.js";
import { changeConfig, type SettingChange } from "../whatif/change-config.js";
import type { ContextOf } from "../whatif/session-books.js";
import type { Refusal } from "./re-decide.js";
import { isSizingRefusal } from "./sizing-levers.js";

export interface Trial {
  readonly refusal: Refusal;
  readonly config: Config;
  readonly contextOf: ContextOf;
  /** Exact signed quantity held in the order's symbol. */
  readonly positionQty: Dec | null;
}

/** True if the refused order, on the books it met, passes every rule under a changed configuration that is valid. */
export function passesWith(trial: Trial, changes: readonly SettingChange[]): boolean {
  const changed = changeConfig(trial.config, changes);
  return changed.ok && approvesUnder(trial, trial.contextOf(changed.value));
}

function approvesUnder({ refusal, positionQty }: Trial, ctx: EngineContext): boolean {
  const { veto, view, book, exits, entries } = refusal;
  const legs = entries.map((order) => (order === veto.order ? orderUnder(refusal, positionQty, ctx) : order));
  if (legs.some((leg) => leg === null)) return false;
  const orders = legs.filter((leg) => leg !== null);
  const { approved } = review({ exits, entries: orders, book, view, policy: ctx.risk });
  return approved.some(({ intent }) => intent.id === veto.order.intent.id);
}

/** The order itself; where sizing refused, the quantity that sizing finds now. */
function orderUnder(
  { veto, view, book, entries }: Refusal,
  positionQty: Dec | null,
  ctx: EngineContext,
): SizedOrder | null {
  const { intent } = veto.order;
  const bySizing = veto.violations.some((violation) => isSizingRefusal({ violation }));
  if (!bySizing) return veto.order;
  const symbolView = present(view.symbols.get(intent.symbol), `view of ${intent.symbol}`);
  const strategy = ctx.risk.strategies[intent.strategy];
  const symbol = ctx.risk.symbols[intent.symbol];
  const filters = ctx.filters[intent.strategy];
  if (strategy === undefined || symbol === undefined || filters === undefined) return null;
  const earlier = entries.slice(0, entries.indexOf(veto.order)).filter(({ reduceOnly }) => !reduceOnly);
  const pending = [...book.pending, ...earlier.map(inFlight)];
  const sized = size({
    intent,
    view: symbolView,
    book: { ...book, pending },
    caps: { strategy, symbol },
    limits: sizingLimits(view, ctx.risk),
    policy: ctx.sizing,
    bucketMultiplier: bucketMultiplier(filters, symbolView.features.volatility),
    positionQty,
  });
  return sized.ok ? sized.value : null;
}

function inFlight({ intent, qty, notionalUsd, reduceOnly }: SizedOrder): Refusal["book"]["pending"][number] {
  const { id, account, symbol, strategy, side, purpose } = intent;
  const leavesQty = Number(qty);
  return {
    clientOrderId: id,
    account,
    symbol,
    strategy,
    side,
    purpose,
    leavesQty,
    notionalUsd,
    reduceOnly,
    unknown: false,
  };
}
