import { StreamedFeed } from "../../adapters/binance-usdm/streams/feed.js";
import { USUAL_LIMITS } from "../../adapters/binance-usdm/instruments.js";
import { FEED_TIMES } from "../../adapters/binance-usdm/streams/feed-times.js";
import { endpointsOf, isLoopback, type LiveMode } from "../../adapters/ccxt/addresses.js";
import { ConnectBudget } from "../../adapters/ccxt/connect-budget.js";
import type { Credentials } from "../../adapters/ccxt/secret.js";
import { askAccount } from "../../adapters/okx/account-reads.js";
import { connectOkx, type OkxConnection } from "../../adapters/okx/connect.js";
import { OkxGateway } from "../../adapters/okx/gateway.js";
import { readSwaps } from "../../adapters/okx/instruments.js";
import { marketRestOver } from "../../adapters/okx/market-rest.js";
import { OkxMarketSockets } from "../../adapters/okx/market-sockets.js";
import { accountCodeSchema } from "../../adapters/okx/parse-account.js";
import { UserStream } from "../../adapters/okx/user-stream.js";
import { Failure } from "../../lib/failure.js";
import { ok } from "../../lib/result.js";
import { present } from "../../lib/invariant.js";
import { createRng, type Rng } from "../../lib/rng.js";
import { SECOND_MS } from "../../lib/time.js";
import { AckTimes, timeAcks } from "./ack-times.js";
import { credentialNames } from "./credentials.js";
import type { LiveVenue } from "./live-venue.js";
import { type OpenVenueInput, resilient } from "./resilient-gateway.js";
import { toldDepth } from "./told-depth.js";
import type { MarketFrame } from "../../adapters/ccxt/market-types.js";

interface Wire {
  readonly connection: OkxConnection;
  readonly rng: Rng;
  readonly budget: ConnectBudget;
}

/**
 * OKX swaps over the endpoints of the mode.
 *
 * Errors: Failure 3 for a key without its passphrase, and for any mode but testnet: a dry run needs a key to know margin
 * tiers and fees, and nobody has seen a whole session at this venue yet.
 */
export async function openOkxSwap(input: OpenVenueInput): Promise<LiveVenue> {
  const { config, mode, venueKey, clock } = input;
  const settings = present(config.venues[venueKey], `venue ${venueKey} of venues.json`);
  const endpoints = endpointsOf(settings, mode);
  requireDemo(input);
  const credentials = requirePassphrase(input);
  const connection = await connectOkx({
    ...{ endpoints, mode: mode as LiveMode, credentials, clock },
    writeTimeoutMs: config.runtime.live.order_timeout_ms,
  });
  const rng = createRng(`${venueKey}:${String(clock.nowMs())}`);
  const wire = { connection, rng, budget: new ConnectBudget(clock) };
  const gateway = resilient(gatewayOf(input, wire, settings.product), input, connection.clock);
  const acks = new AckTimes();
  return {
    feed: feedOf(input, wire),
    clock: connection.clock,
    isReal: !isLoopback(endpoints.rest),
    // Rules come with the key here (`gateway.instruments`); orders are limited by contract, not by account.
    publicRules: async () => ok({ rules: [], limits: USUAL_LIMITS }),
    orderLimits: () => null,
    gateway: timeAcks(gateway, clock, acks),
    acks,
    signWith: (fresh: Credentials) => {
      connection.client.useCredentials(fresh);
    },
    accountCode: () => askAccount(connection.client, accountCodeSchema),
    circuits: () => gateway.states(),
  };
}

function requirePassphrase({ credentials, account, venueKey }: OpenVenueInput): Credentials | null {
  if (credentials === null || credentials.passphrase !== undefined) return credentials;
  const [own = "", shared = ""] = credentialNames(account, venueKey, "API_PASSPHRASE");
  throw new Failure("credentials_incomplete", 3, `${venueKey} asks for a passphrase with each key, and none is set`, {
    path: shared,
    fix: `Set ${shared} (or ${own} for the account's own key), or either as …_FILE or …_AGE_FILE.`,
  });
}

function requireDemo({ mode, venueKey }: Pick<OpenVenueInput, "mode" | "venueKey">): void {
  if (mode === "testnet") return;
  throw new Failure("demo_only", 3, `${venueKey} is traded in mode testnet alone so far, not in ${mode}`, {
    path: "--mode",
    value: mode,
    fix: "Use --mode testnet with a key of the demo venue, or --mode paper.",
  });
}

function gatewayOf(input: OpenVenueInput, { connection, rng, budget }: Wire, venue: string): OkxGateway {
  const { account, clock, config } = input;
  const { guard, client, contracts, clock: venueClock } = connection;
  const names = { guard, client, contracts, account };
  const times = { silenceMs: config.runtime.live.user_silence_seconds * SECOND_MS };
  const userStream = new UserStream({ ...names, clock, venueClock, rng: rng.fork("user"), budget, times });
  const symbols = config.strategy_config.universe;
  return new OkxGateway({ client, clock, venueClock, contracts, userStream, venue, symbols });
}

function feedOf({ config, clock }: OpenVenueInput, { connection, rng, budget }: Wire): StreamedFeed {
  const { guard, client, contracts, clock: venueClock } = connection;
  const { live } = config.runtime;
  const learn = async (): Promise<string | null> => {
    const answer = await readSwaps(client, contracts);
    return answer.ok ? null : answer.error.reason;
  };
  return new StreamedFeed({
    sockets: new OkxMarketSockets({ guard, contracts, learn, clock }),
    rest: marketRestOver(client, contracts, () => venueClock.nowMs()),
    ...{ clock, venueClock, rng: rng.fork("feed"), budget, bookDepth: toldDepth(config) },
    times: { silenceMs: { ...FEED_TIMES.silenceMs, marks: live.market_silence_seconds * SECOND_MS } },
    // What its sockets hand over are frames already.
    parse: (frame) => frame as MarketFrame,
    snapshotsByStream: true,
  });
}
