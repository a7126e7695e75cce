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
import { withResilience } from "../../adapters/resilience/with-resilience.js";
import { sharedDirectory } from "../../adapters/system/shared-directory.js";
import type { Config } from "../../config/config-files.js";
import type { VenueSettings } from "../../config/venues.js";
import type { OrderCounts } from "../../domain/order-budget.js";
import type { Mode } from "../../domain/mode.js";
import type { Clock } from "../../lib/clock.js";
import { present } from "../../lib/invariant.js";
import { createRng, type Rng } from "../../lib/rng.js";
import { SECOND_MS } from "../../lib/time.js";
import type { BreakerGateway, CircuitChange } from "../../adapters/resilience/with-circuit-breaker.js";
import { AckTimes, timeAcks } from "./ack-times.js";
import type { LiveVenue } from "./live-venue.js";
import { toldDepth } from "./told-depth.js";

export interface OpenVenueInput {
  readonly config: Config;
  readonly mode: Mode;
  /** Key of venues.json. */
  readonly venueKey: string;
  readonly account: string;
  /** Null in a dry run. */
  readonly credentials: Credentials | null;
  readonly clock: Clock;
  /** Whether anything could be lost if the private stream fell silent now. */
  readonly ordersLive: () => boolean;
  /** A circuit opened, or the venue refuses our time; null once that is over. */
  readonly onRest: (source: string, problem: string | null) => void;
  readonly onCircuit: (change: CircuitChange) => void;
  /** The venue has counted much of the orders that it takes of the account. */
  readonly onOrders: (counted: OrderCounts) => void;
  /** The venue moved money, or told of something only its lists can explain. */
  readonly onOccasion: () => void;
}

/** Infrastructure failures in a row that open a circuit, and how long it stays open. */
const CIRCUIT = { failures: 5, pauseMs: 10 * SECOND_MS };

/** Lists of trades and orders are several requests. */
const READ_TIMEOUT_MS = 30 * SECOND_MS;

interface Wire {
  readonly settings: VenueSettings;
  readonly endpoints: VenueSettings["prod"];
  readonly connection: UsdmConnection;
  readonly rng: Rng;
  readonly budget: ConnectBudget;
}

/** Binance USD-M over the endpoints of the mode; the only venue of this version. */
export async function openVenue(input: OpenVenueInput): Promise<LiveVenue> {
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
  const { clock, config, onRest } = input;
  const { connection, settings } = wire;
  const { client, clock: venueClock, limiter, recvWindowMs } = connection;
  const userStream = openUserStream(input, wire);
  const venue = settings.product;
  const gateway = new UsdmGateway({ client, clock: venueClock, limiter, userStream, venue, recvWindowMs });
  return withResilience(gateway, {
    clock,
    venueClock,
    timeout: { writeMs: config.runtime.live.order_timeout_ms + SECOND_MS, readMs: READ_TIMEOUT_MS },
    breaker: {
      ...CIRCUIT,
      onChange: (change) => {
        input.onCircuit(change);
        // Half-open counts as over: somebody has to try.
        onRest(change.endpointClass, change.to === "open" ? circuitText(change) : null);
      },
    },
    clockGuard: {
      onHalted: ({ skewMs }) => {
        onRest("clock", `the venue refuses our time (${skewMs === null ? "unknown" : String(skewMs)} ms apart)`);
      },
      onRecovered: () => {
        onRest("clock", null);
      },
    },
  });
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

/** Endpoints in the words of whoever reads an alarm. */
const CALLED: Readonly<Record<CircuitChange["endpointClass"], string>> = {
  orders: "new orders",
  cancels: "cancels",
  queries: "questions about orders and trades",
  account: "questions about the account and the rules",
};

function circuitText({ endpointClass, to, reason }: CircuitChange): string {
  return `${CALLED[endpointClass]} have failed again and again, circuit ${endpointClass} ${to}: ${reason}`;
}
