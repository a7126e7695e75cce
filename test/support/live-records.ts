import type { LiveVenue } from "./live-lab.js";
import type { AlgoRow, HeldRow } from "./live-protection.js";

interface PositionRow {
  readonly symbol: string;
  readonly positionAmt: string;
}

/** Every order of the account, open or ended. */
export interface OrderRecords {
  readonly orders: readonly { readonly clientOrderId: string; readonly executedQty: string }[];
  readonly algos: readonly { readonly clientAlgoId: string }[];
}

/** What the venue's own histories say. */
export interface VenueRecords extends OrderRecords {
  readonly trades: readonly {
    readonly symbol: string;
    readonly id: number;
    readonly side: "BUY" | "SELL";
    readonly qty: string;
    readonly time: number;
  }[];
  readonly income: readonly { readonly income: string; readonly time: number }[];
  readonly openIds: readonly string[];
  readonly positions: readonly PositionRow[];
  /** The same positions with their marks. */
  readonly held: readonly HeldRow[];
  readonly algosOpen: readonly AlgoRow[];
  readonly wallet: string;
}

interface Account {
  readonly assets: readonly { readonly asset: string; readonly walletBalance: string }[];
  readonly positions: readonly PositionRow[];
}

const ROWS = { limit: "1000" };
const TRIES = 20;

/**
 * Everything in one moment: the market goes on, so it is read again until nothing was traded or paid meanwhile.
 *
 * Errors: the venue never stood still.
 */
export async function readVenue(venue: LiveVenue): Promise<VenueRecords> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const before = await readMoney(venue);
    const { orders, algos } = await readOrders(venue);
    const open = (await venue.ask("/fapi/v1/openOrders")) as VenueRecords["orders"];
    const openAlgos = (await venue.ask("/fapi/v1/openAlgoOrders")) as AlgoRow[];
    const held = (await venue.ask("/fapi/v3/positionRisk")) as HeldRow[];
    const { assets, positions } = (await venue.ask("/fapi/v3/account")) as Account;
    const after = await readMoney(venue);
    if (JSON.stringify(before) !== JSON.stringify(after)) continue;
    return {
      ...after,
      ...{ orders, algos },
      openIds: [
        ...open.map(({ clientOrderId }) => clientOrderId),
        ...openAlgos.map(({ clientAlgoId }) => clientAlgoId),
      ],
      positions: positions.filter(({ positionAmt }) => Number(positionAmt) !== 0),
      held: held.filter(({ positionAmt }) => Number(positionAmt) !== 0),
      algosOpen: openAlgos,
      wallet: assets.find(({ asset }) => asset === "USDT")?.walletBalance ?? "0",
    };
  }
  throw new Error(`the venue's money moved in each of ${String(TRIES)} looks`);
}

export async function readOrders(venue: LiveVenue): Promise<OrderRecords> {
  const orders = (await ofEachSymbol(venue, "/fapi/v1/allOrders", ROWS)) as OrderRecords["orders"];
  const algos = (await ofEachSymbol(venue, "/fapi/v1/allAlgoOrders", ROWS)) as OrderRecords["algos"];
  return { orders, algos };
}

async function readMoney(venue: LiveVenue): Promise<Pick<VenueRecords, "trades" | "income">> {
  const trades = (await ofEachSymbol(venue, "/fapi/v1/userTrades", ROWS)) as VenueRecords["trades"];
  const income = (await venue.ask("/fapi/v1/income", ROWS)) as VenueRecords["income"];
  return { trades, income };
}

async function ofEachSymbol(venue: LiveVenue, path: string, wanted: Record<string, string>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (const symbol of venue.symbols) {
    rows.push(...((await venue.ask(path, { ...wanted, symbol })) as unknown[]));
  }
  return rows;
}
