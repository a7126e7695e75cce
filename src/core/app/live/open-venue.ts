import { connectUsdm, type UsdmConnection } from "../../adapters/binance-usdm/connect.js";
import { readAccountCode } from "../../adapters/binance-usdm/gateway-reads.js";
import { UsdmGateway } from "../../adapters/binance-usdm/gateway.js";
import { endpointsOf, isLoopback, type LiveMode } from "../../adapters/ccxt/addresses.js";
import type { Credentials } from "../../adapters/ccxt/secret.js";
import { readPublicRules } from "../../adapters/binance-usdm/instruments.js";
import { ConnectBudget } from "../../adapters/ccxt/connect-budget.js";
import { StreamedFeed } from "../../adapters/binance-usdm/streams/feed.js";
import { FEED_TIMES } from "../../adapters/binance-usdm/streams/feed-times.js";
import { CcxtMarketSockets } from "../../adapters/binance-usdm/streams/market-sockets.js";
import { loadProExchange } from "../../adapters/binance-usdm/streams/pro-exchange.js";
import { listenKeysOver, publicRestOver } from "../../adapters/binance-usdm/streams/rest-questions.js";
import { UserStream } from "../../adapters/binance-usdm/streams/user-stream.js";
import { sharedDirectory } from "../../adapters/system/shared-directory.js";
import type { VenueSettings } from "../../config/venues.js";
import { Failure } from "../../lib/failure.js";
import { present } from "../../lib/invariant.js";
import { createRng, type Rng } from "../../lib/rng.js";
import { SECOND_MS } from "../../lib/time.js";
import type { BreakerGateway } from "../../adapters/resilience/with-circuit-breaker.js";
import { AckTimes, timeAcks } from "./ack-times.js";
import type { LiveVenue } from "./live-venue.js";
import { openOkxSwap } from "./open-okx.js";
import { type OpenVenueInput, resilient } from "./resilient-gateway.js";
import { toldDepth } from "./told-depth.js";

interface Wire {
  readonly settings: VenueSettings;
  readonly endpoints: VenueSettings["prod"];
  readonly connection: UsdmConnection;
  readonly rng: Rng;
  readonly budget: ConnectBudget;
}

type OpenProduct = (input: OpenVenueInput) => Promise<LiveVenue>;

/** Adapters by the `product` of venues.json. */
const PRODUCTS: Readonly<Record<string, OpenProduct>> = { "binance-usdm": openUsdm, "okx-swap": openOkxSwap };

/**
 * The venue of the session over the endpoints of its mode, by the adapter of its product.
 *
 * Errors: Failure 3 for a product that no adapter speaks, and those of the adapter.
 */
export async function openVenue(input: OpenVenueInput): Promise<LiveVenue> {
  const { product } = present(input.config.venues[input.venueKey], `venue ${input.venueKey} of venues.json`);
  const open = Object.hasOwn(PRODUCTS, product) ? PRODUCTS[product] : undefined;
  if (open !== undefined) return open(input);
  throw new Failure("unknown_product", 3, `no adapter of this version trades ${product}`, {
    file: "venues.json",
    path: `${input.venueKey}.product`,
    value: product,
    fix: `Trade an account at a venue of ${Object.keys(PRODUCTS).join(" or ")}; in paper any product will do.`,
  });
}

async function openUsdm(input: OpenVenueInput): Promise<LiveVenue> {
  const { config, mode, venueKey, credentials, clock } = input;
  const settings = present(config.venues[venueKey], `venue ${venueKey} of venues.json`);
  const endpoints = endpointsOf(settings, mode);
  const { live } = config.runtime;
  const connection = await connectUsdm({
    endpoints,
    mode: mode as LiveMode,
    credentials: mode === "dry-run" ? null : credentials,
    clock,
    limitsDirectory: sharedDirectory("limits"),
    recvWindowMs: live.recv_window_ms,
    writeTimeoutMs: live.order_timeout_ms,
    onOrders: input.onOrders,
  });
  const rng = createRng(`${venueKey}:${String(clock.nowMs())}`);
  const wire = { settings, endpoints, connection, rng, budget: new ConnectBudget(clock) };
  const isReal = !isLoopback(endpoints.rest);
  const publicRules: LiveVenue["publicRules"] = async (symbols) => {
    const answer = await readPublicRules(connection.client, symbols);
    if (answer.ok) connection.limiter.setLimits(answer.value.limits);
    return answer;
  };
  const orderLimits: LiveVenue["orderLimits"] = () => connection.limiter.orderLimits();
  const opened = { publicRules, orderLimits, feed: await openFeed(input, wire), clock: connection.clock, isReal };
  const acks = new AckTimes();
  if (mode === "dry-run") {
    return { ...opened, gateway: null, acks, signWith: null, accountCode: null, circuits: () => null };
  }
  const gateway = resilientGateway(input, wire);
  const signWith = (fresh: Credentials): void => {
    connection.client.useCredentials(fresh);
  };
  const accountCode = () => readAccountCode(connection.client);
  const signed = { signWith, accountCode, circuits: () => gateway.states() };
  return { ...opened, gateway: timeAcks(gateway, clock, acks), acks, ...signed };
}

async function openFeed({ config, clock }: OpenVenueInput, { connection, rng, budget }: Wire): Promise<StreamedFeed> {
  const { live } = config.runtime;
  return new StreamedFeed({
    sockets: new CcxtMarketSockets(await loadProExchange(), connection.guard),
    rest: publicRestOver(connection.client),
    clock,
    venueClock: connection.clock,
    rng: rng.fork("feed"),
    budget,
    bookDepth: toldDepth(config),
    times: { silenceMs: { ...FEED_TIMES.silenceMs, marks: live.market_silence_seconds * SECOND_MS } },
  });
}

function resilientGateway(input: OpenVenueInput, wire: Wire): BreakerGateway {
  const { connection, settings } = wire;
  const { client, clock: venueClock, limiter, recvWindowMs } = connection;
  const userStream = openUserStream(input, wire);
  const venue = settings.product;
  const gateway = new UsdmGateway({ client, clock: venueClock, limiter, userStream, venue, recvWindowMs });
  return resilient(gateway, input, venueClock);
}

function openUserStream(input: OpenVenueInput, { connection, settings, endpoints, rng, budget }: Wire): UserStream {
  const { account, clock, config, ordersLive, onOccasion } = input;
  return new UserStream({
    wsBase: endpoints.ws,
    checkUrl: (url) => {
      connection.guard.check(url, true);
    },
    keys: listenKeysOver(connection.client),
    times: { silenceMs: config.runtime.live.user_silence_seconds * SECOND_MS },
    names: { account, quoteAssetOf: (symbol) => settings.instruments[symbol]?.quote_asset ?? null },
    clock,
    venueClock: connection.clock,
    rng: rng.fork("user"),
    budget,
    ordersLive,
    notices: { onFunding: onOccasion, onMarginCall: onOccasion },
  });
}
