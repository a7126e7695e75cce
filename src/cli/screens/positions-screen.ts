import type { Paper } from "../paper.js";
import { money, percent, price, quantity, signedMoney, utc } from "../../core/lib/format.js";
import { type Column, renderTable } from "../table.js";
import { heading } from "./heading.js";
import { gain } from "./tones.js";

interface PositionView {
  readonly account: string;
  readonly symbol: string;
  readonly strategy: string;
  readonly side: string;
  readonly qty: string;
  readonly entryPrice: string;
  readonly markPrice: string | null;
  readonly notional: string | null;
  readonly exposure: number | null;
  readonly unrealizedPnl: string | null;
  readonly fees: string;
  readonly funding: string;
  readonly stopPrice: string | null;
  readonly barsHeld: number;
  readonly openedAt: string;
  readonly unprotectedSince: string | null;
}

interface PositionsView {
  readonly mode: string;
  readonly at: string;
  readonly items: readonly PositionView[];
  readonly assets?: readonly AssetView[];
}

interface AssetView {
  readonly asset: string;
  readonly net: string | null;
  readonly gross: string | null;
  readonly exposure: number | null;
  readonly venues: Readonly<Record<string, string | null>>;
}

const COLUMNS: readonly Column<PositionView>[] = [
  { title: "symbol", cell: ({ symbol }) => symbol },
  { title: "side", cell: ({ side }) => side },
  { title: "qty", align: "decimal", cell: ({ qty }) => quantity(qty) },
  { title: "entry", align: "decimal", cell: ({ entryPrice }) => price(entryPrice), leaves: 6 },
  { title: "mark", align: "decimal", cell: ({ markPrice }) => price(markPrice) },
  {
    title: "stop",
    align: "decimal",
    cell: ({ stopPrice, unprotectedSince }) =>
      unprotectedSince === null ? price(stopPrice) : { text: "none works", tone: "bad" },
  },
  { title: "notional", align: "decimal", cell: ({ notional }) => money(notional, 0), leaves: 5 },
  { title: "of NAV", align: "decimal", cell: ({ exposure }) => percent(exposure, 1), leaves: 7 },
  {
    title: "unrealised",
    align: "decimal",
    cell: ({ unrealizedPnl }) => gain(unrealizedPnl, signedMoney(unrealizedPnl)),
  },
  { title: "fees", align: "decimal", cell: ({ fees }) => money(fees), leaves: 1 },
  { title: "funding", align: "decimal", cell: ({ funding }) => gain(funding, signedMoney(funding)), leaves: 2 },
  { title: "bars", align: "right", cell: ({ barsHeld }) => String(barsHeld), leaves: 4 },
  { title: "since", cell: ({ openedAt }) => utc(openedAt), leaves: 2 },
  { title: "strategy", cell: ({ strategy }) => strategy, minWidth: 6, leaves: 3 },
  { title: "account", cell: ({ account }) => account, minWidth: 4, leaves: 0 },
];

/** Where several accounts hold something, whose it is comes first, and stays at any width. */
function columnsFor({ items }: PositionsView): readonly Column<PositionView>[] {
  const isShared = new Set(items.map(({ account }) => account)).size > 1;
  if (!isShared) return COLUMNS;
  const account: Column<PositionView> = { title: "account", cell: (row) => row.account };
  return [account, ...COLUMNS.filter(({ title }) => title !== "account")];
}

/** Open positions for a person. */
export function positionsScreen(view: PositionsView, paper: Paper): readonly string[] {
  const title = heading(view, "positions", paper);
  if (view.items.length === 0) return [title, "no open position"];
  return [title, ...renderTable({ columns: columnsFor(view), rows: view.items, ...paper }), ...assetLines(view, paper)];
}

/** Each asset over all venues, where there are several: what is long here and short there is told net. */
function assetLines({ assets = [] }: PositionsView, paper: Paper): readonly string[] {
  if (assets.length === 0) return [];
  const venues = [...new Set(assets.flatMap((row) => Object.keys(row.venues)))].sort();
  const columns: readonly Column<AssetView>[] = [
    { title: "asset", cell: ({ asset }) => asset },
    { title: "net", align: "decimal", cell: ({ net }) => signedMoney(net, 0) },
    { title: "of NAV", align: "decimal", cell: ({ exposure }) => percent(exposure, 1) },
    { title: "gross", align: "decimal", cell: ({ gross }) => money(gross, 0), leaves: 1 },
    ...venues.map((venue): Column<AssetView> => {
      return { title: venue, align: "decimal", cell: ({ venues: net }) => heldThere(net[venue]) };
    }),
  ];
  return ["", ...renderTable({ columns, rows: assets, ...paper })];
}

/** Nothing where the asset is not held at the venue at all. */
function heldThere(net: string | null | undefined): string {
  return net === undefined ? "" : signedMoney(net, 0);
}
