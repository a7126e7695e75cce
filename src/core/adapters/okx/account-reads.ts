import type { z } from "zod";
import type { VenueOrder } from "../../domain/venue-order.js";
import { err, ok } from "../../lib/result.js";
import type { VenuePosition } from "../../ports/venue-gateway.js";
import { unreadable } from "../ccxt/parse.js";
import type { OkxClient } from "./client.js";
import { type Contracts, toBase } from "./contracts.js";
import { type Answered, ask, askAll } from "./gateway-reads.js";
import { positionsSchema } from "./parse-account.js";
import { algoOrderOf, type AlgoRow, algoOrdersSchema, orderOf, type OrderRow, ordersSchema } from "./parse-orders.js";

export function askAccount<T>(client: OkxClient, schema: z.ZodType<T>): Answered<T> {
  return ask(client, { endpoint: "config", schema });
}

/** Positions in contracts that we can't turn into base currency are for a person: half a snapshot would be a wrong one. */
export async function readPositions(client: OkxClient, contracts: Contracts): Answered<readonly VenuePosition[]> {
  const params = { instType: "SWAP" };
  const answer = await ask(client, { endpoint: "positions", schema: positionsSchema, params });
  if (!answer.ok) return answer;
  const positions: VenuePosition[] = [];
  for (const { instId, pos, entryPrice } of answer.value) {
    const contract = contracts.byInstId(instId);
    if (contract === null) return err(unreadable(`a position in ${instId}, which is no linear swap`));
    positions.push({ symbol: contract.symbol, qty: toBase(pos, contract), entryPrice });
  }
  return ok(positions);
}

/** Regular and conditional orders, all pages. */
export async function readOpenOrders(client: OkxClient, contracts: Contracts): Answered<readonly VenueOrder[]> {
  const params = { instType: "SWAP" };
  const [regular, conditional] = await Promise.all([
    askAll(client, { endpoint: "openOrders", schema: ordersSchema, params, cursor: ({ ordId }: OrderRow) => ordId }),
    askAll(client, {
      endpoint: "openAlgoOrders",
      schema: algoOrdersSchema,
      params: { ...params, ordType: "conditional" },
      cursor: ({ algoId }: AlgoRow) => algoId,
    }),
  ]);
  if (!regular.ok) return regular;
  if (!conditional.ok) return conditional;
  const orders: VenueOrder[] = [];
  for (const row of regular.value) {
    const contract = contracts.byInstId(row.instId);
    if (contract === null) return err(unreadable(`an order in ${row.instId}, which is no linear swap`));
    orders.push(orderOf(row, contract));
  }
  for (const row of conditional.value) {
    const contract = contracts.byInstId(row.instId);
    if (contract === null) return err(unreadable(`a stop in ${row.instId}, which is no linear swap`));
    orders.push(algoOrderOf(row, contract));
  }
  return ok(orders);
}
