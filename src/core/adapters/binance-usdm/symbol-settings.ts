import { z } from "zod";
import type { VenueSymbolSetting } from "../../ports/venue-gateway.js";
import type { UsdmClient } from "./client.js";
import { type Answered, ask } from "./gateway-reads.js";
import { MAX_ROWS } from "./parse-orders.js";
import { name } from "../ccxt/wire-types.js";

const symbolSettingsSchema = z
  .array(z.object({ symbol: name, marginType: z.string().max(20), leverage: z.number().int().min(1).max(1_000) }))
  .max(MAX_ROWS)
  .transform((rows): readonly VenueSymbolSetting[] =>
    // CROSSED or ISOLATED (Symbol Configuration page, 2026-10): whatever is not known to be cross is not.
    rows.map(({ symbol, marginType, leverage }) => ({ symbol, isIsolated: marginType !== "CROSSED", leverage })),
  );

/** Margin type and leverage of every symbol of the account. */
export function readSymbolSettings(client: UsdmClient): Answered<readonly VenueSymbolSetting[]> {
  return ask(client, { endpoint: "symbolConfig", schema: symbolSettingsSchema });
}
