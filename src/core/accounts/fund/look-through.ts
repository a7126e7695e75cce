import { err, ok, type Result } from "../../lib/result.js";
import type { FundRefusal } from "../../domain/fund-event.js";

/** A fund as another one that holds units of it sees it. */
export interface FundNode {
  readonly id: string;
  /** Issued and not redeemed; > 0 for one of which units are held. */
  readonly unitsOutstanding: number;
  /** Signed notional by symbol, USD. */
  readonly exposures: Readonly<Record<string, number>>;
  /** Units of other funds. */
  readonly holds: readonly { readonly id: string; readonly units: number }[];
}

export interface LookedThrough {
  readonly symbol: string;
  readonly ownUsd: number;
  /** The part of other funds' positions that belongs to the holder. */
  readonly throughUsd: number;
}

/**
 * Exposures of a fund with its share of what the funds it holds are exposed to, and of what those hold.
 *
 * Errors: `unknown_fund`; `fund_cycle` where a fund holds itself by way of others: no share of it could be said.
 */
export function lookThrough(
  funds: ReadonlyMap<string, FundNode>,
  rootId: string,
): Result<readonly LookedThrough[], FundRefusal> {
  const shares = sharesFrom(funds, rootId);
  if (!shares.ok) return shares;
  const own = new Map(Object.entries(funds.get(rootId)?.exposures ?? {}));
  const through = new Map<string, number>();
  for (const { id, share } of shares.value) {
    for (const [symbol, notionalUsd] of Object.entries(funds.get(id)?.exposures ?? {})) {
      through.set(symbol, (through.get(symbol) ?? 0) + share * notionalUsd);
    }
  }
  const symbols = [...new Set([...own.keys(), ...through.keys()])].sort();
  return ok(symbols.map((symbol) => ({ symbol, ownUsd: own.get(symbol) ?? 0, throughUsd: through.get(symbol) ?? 0 })));
}

/** Deeper than anybody builds; a bound of the loop. */
const MOST_STEPS = 10_000;

interface Visit {
  readonly id: string;
  readonly share: number;
  readonly above: readonly string[];
}

function sharesFrom(
  funds: ReadonlyMap<string, FundNode>,
  rootId: string,
): Result<readonly { readonly id: string; readonly share: number }[], FundRefusal> {
  const found: Visit[] = [];
  const open: Visit[] = [{ id: rootId, share: 1, above: [] }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { id, share, above } = visit;
    const node = funds.get(id);
    if (node === undefined) return err({ code: "unknown_fund", message: `no figures of fund ${id}` });
    if (above.includes(id) || found.length > MOST_STEPS) {
      return err({ code: "fund_cycle", message: `${[...above, id].join(" holds ")}: a fund can't hold itself` });
    }
    if (above.length > 0) found.push(visit);
    for (const held of node.holds) {
      const outstanding = funds.get(held.id)?.unitsOutstanding ?? Number.NaN;
      open.push({ id: held.id, share: (share * held.units) / outstanding, above: [...above, id] });
    }
  }
  return ok(found);
}
