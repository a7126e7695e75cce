import type { VenueOrder } from "../../domain/venue-order.js";
import { err, ok } from "../../lib/result.js";
import type { VenuePosition } from "../../ports/venue-gateway.js";
import { unreadable } from "../ccxt/parse.js";
import type { DeribitClient } from "./client.js";
import type { Contracts } from "./contracts.js";
import type { CreditPools } from "./credit-pools.js";
import { type Answered, ask } from "./gateway-reads.js";
import { type Account, accountSchema, positionsSchema } from "./parse-account.js";
import { orderOf, ordersSchema } from "./parse-orders.js";

/** Money of every asset; what the account may ask is learnt on the way. */
export async function readAccount(client: DeribitClient, pools: CreditPools): Answered<Account> {
  const answer = await ask(client, { endpoint: "account", schema: accountSchema, params: { extended: true } });
  const limits = answer.ok ? answer.value.summaries.find((row) => row.limits !== undefined)?.limits : undefined;
  if (limits !== undefined) {
    pools.learn("matching", limits.matching_engine.trading.total);
    pools.learn("other", limits.non_matching_engine);
  }
  return answer;
}

/** What we can't turn into base currency is for a person: half a snapshot would be a wrong one. */
export async function readPositions(client: DeribitClient, contracts: Contracts): Answered<readonly VenuePosition[]> {
  const params = { currency: "any" };
  const answer = await ask(client, { endpoint: "positions", schema: positionsSchema, params });
  if (!answer.ok) return answer;
  const positions: VenuePosition[] = [];
  for (const { instrument_name, size, average_price } of answer.value) {
    const contract = contracts.byInstrument(instrument_name);
    if (contract === null) return err(unreadable(`a position in ${instrument_name}, which is no perpetual`));
    if (contract.isInverse) return err(unreadable(`a position in ${instrument_name}: ${WHY_NOT_INVERSE}`));
    positions.push({ symbol: contract.symbol, qty: size, entryPrice: average_price });
  }
  return ok(positions);
}

/** Why an inverse contract is not traded. */
export const WHY_NOT_INVERSE =
  "it is inverse: its quantity is in US dollars and its profit in coin, and the books count a quantity of coin";

/** Regular and conditional orders are one list. */
export async function readOpenOrders(client: DeribitClient, contracts: Contracts): Answered<readonly VenueOrder[]> {
  const answer = await ask(client, { endpoint: "openOrders", schema: ordersSchema });
  if (!answer.ok) return answer;
  const orders: VenueOrder[] = [];
  for (const row of answer.value) {
    const contract = contracts.byInstrument(row.instrument_name);
    const order = contract === null ? null : orderOf(row, contract);
    if (order === null) return err(unreadable(`an order in ${row.instrument_name} that can't be read`));
    orders.push(order);
  }
  return ok(orders);
}
