import { connectUsdm } from "../../adapters/binance-usdm/connect.js";
import { ask } from "../../adapters/binance-usdm/gateway-reads.js";
import { endpointsOf, isLoopback } from "../../adapters/ccxt/addresses.js";
import { serverTimeSchema } from "../../adapters/binance-usdm/parse-account.js";
import type { Config } from "../../config/config-files.js";
import type { VenueSettings } from "../../config/venues.js";
import type { EngineState } from "../../engine/state.js";
import type { Clock } from "../../lib/clock.js";
import { SECOND_MS } from "../../lib/time.js";

export interface DatedBooks {
  readonly state: Pick<EngineState, "mode" | "atMs">;
  /** Under which the session ran last. */
  readonly config: Config;
}

/** Long for a venue on this machine, short for a person who waits. */
const ANSWER_MS = 2 * SECOND_MS;

/**
 * The instant of a word on books that nobody runs, in the time of their market. A real venue's is the wall's, for
 * production. A paper venue lives in its own, and is asked; where it does not answer, and in every other mode, it is the
 * newest instant of the books: the venue is at least there, so that no lease ends later than it was asked for.
 */
export async function instantOnBooks({ state, config }: DatedBooks, clock: Clock): Promise<number> {
  const { mode, atMs } = state;
  const settings = mode === "prod" ? tradedVenue(config) : undefined;
  if (settings === undefined) return atMs;
  const isPaper = isLoopback(endpointsOf(settings, mode).rest);
  const nowMs = isPaper ? await paperTimeMs(settings, clock) : clock.nowMs();
  return Math.max(atMs, nowMs ?? atMs);
}

function tradedVenue({ accounts, venues }: Config): VenueSettings | undefined {
  const traded = accounts.accounts.find(({ id }) => id === accounts.default);
  return traded === undefined ? undefined : venues[traded.venue];
}

/** Null where nobody answers. Nothing is signed, and nothing but the time is asked. */
async function paperTimeMs(settings: VenueSettings, clock: Clock): Promise<number | null> {
  const { client } = await connectUsdm({
    endpoints: endpointsOf(settings, "prod"),
    mode: "prod",
    credentials: null,
    clock,
    limitsDirectory: null,
    readTimeoutMs: ANSWER_MS,
  });
  try {
    const answer = await ask(client, { endpoint: "time", schema: serverTimeSchema, priority: "protective" });
    return answer.ok ? answer.value.serverTime : null;
  } finally {
    await client.close();
  }
}
