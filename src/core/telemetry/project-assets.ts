import { absDec, addDec, type Dec, mulDec, toNumber, ZERO } from "../lib/decimal.js";
import { grouped } from "../lib/grouped.js";
import { markOf } from "./mark-of.js";
import type { AssetRow } from "./positions.schema.js";
import type { TelemetrySnapshot } from "./snapshot.js";

type Worth = Dec | null;

interface Held {
  readonly venue: string;
  /** Signed quantity at its mark; null without one. */
  readonly worth: Worth;
}

function sumOf(worths: readonly Worth[], of: (worth: Dec) => Dec = (worth) => worth): Worth {
  return worths.reduce((sum: Worth, worth) => (sum === null || worth === null ? null : addDec(sum, of(worth))), ZERO);
}

/** What the fund has of each asset, by name: the same one at several venues, or in several accounts, is one exposure. */
export function projectAssets(snapshot: TelemetrySnapshot, { baseOf, venueOf }: AssetPlaces): AssetRow[] {
  const positions = Object.values(snapshot.portfolio.positions).map(({ account, symbol, qty }) => {
    const mark = markOf(snapshot, symbol);
    return { asset: baseOf(symbol), venue: venueOf(account), worth: mark === null ? null : mulDec(qty, mark) };
  });
  const byAsset = grouped(positions, ({ asset }) => asset);
  return [...byAsset].sort(([a], [b]) => (a < b ? -1 : 1)).map(([asset, held]) => rowOf(asset, held, snapshot));
}

type AssetPlaces = NonNullable<TelemetrySnapshot["assetPlaces"]>;

function rowOf(asset: string, held: readonly Held[], { nav }: TelemetrySnapshot): AssetRow {
  const worths = held.map(({ worth }) => worth);
  const net = sumOf(worths);
  const share = net === null || nav === null ? Number.NaN : toNumber(net) / toNumber(nav.nav);
  const byVenue = [...grouped(held, ({ venue }) => venue)].map(
    ([venue, there]) => [venue, sumOf(there.map(({ worth }) => worth))] as const,
  );
  return {
    asset,
    net,
    gross: sumOf(worths, absDec),
    exposure: Number.isFinite(share) ? share : null,
    venues: Object.fromEntries(byVenue),
  };
}
