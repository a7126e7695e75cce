import { connectDeribit } from "../../../src/core/adapters/deribit/connect.js";
import { DeribitGateway } from "../../../src/core/adapters/deribit/gateway.js";
import { UserStream } from "../../../src/core/adapters/deribit/user-stream.js";
import { ConnectBudget } from "../../../src/core/adapters/ccxt/connect-budget.js";
import { Secret } from "../../../src/core/adapters/ccxt/secret.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { createRng } from "../../../src/core/lib/rng.js";
import { KEYS } from "../../support/deribit-venue/logins.js";
import { DeribitVenue } from "../../support/deribit-venue/venue.js";
import type { BrokerBench, BrokerSubject } from "./broker-bench.js";
import { ACCOUNT, contractMarket, INSTRUMENTS, WITHOUT_LEAST } from "./contract-market.js";
import { jumpingClock } from "./jumping-clock.js";
import { openLiveDesk } from "./live-desk.js";
import { hourPassing } from "./pass-hour.js";

/** A live account over ccxt and sockets against the fake of Deribit's protocol, over the same simulated market; USDC at par. */
export const DERIBIT: BrokerSubject = {
  name: "ccxt and the fake of Deribit over sockets",
  capabilities: {
    venue: "deribit",
    conditionalOrders: true,
    closePositionStops: false,
    goodTillDate: false,
    orderChanges: true,
    reduceOnlyMinNotionalExempt: true,
    streams: "own-events",
  },
  lacks: { minNotional: "the venue has no smallest notional" },
  onTakenId: "order.acknowledged",
  numbers: {
    [-1111]: [10_027],
    [-1121]: [13_020],
    [-2019]: [10_009],
    [-2021]: [11_036],
    [-2022]: [11_030],
    [-4004]: [10_002],
    [-4005]: [10_021],
    [-4014]: [10_043, 10_044],
    [-4016]: [10_007],
    [-4023]: [10_027],
    [-4024]: [10_005],
    [-5022]: [11_054],
  },
  clockErrorMs: 100,
  open: openDeribit,
};

/** The bench, and what is behind it for what a broker can't do to it. */
export interface DeribitBench extends BrokerBench {
  readonly venue: DeribitVenue;
  readonly gateway: DeribitGateway;
  /** Another over the same connection, as after a restart: it has sent nothing. */
  anotherGateway(): DeribitGateway;
}

export async function openDeribit(): Promise<DeribitBench> {
  const { clock, jump } = jumpingClock();
  const market = await contractMarket(clock, WITHOUT_LEAST);
  const venue = await DeribitVenue.open(market, ACCOUNT);
  const connection = await connectDeribit({
    endpoints: { rest: venue.rest, ws: venue.ws },
    mode: "testnet",
    credentials: { key: new Secret(KEYS.apiKey), secret: new Secret(KEYS.apiSecret) },
    clock,
    atPar: { asset: "USDC" },
  });
  await connection.clock.sync();
  const { clock: venueClock, contracts, client, guard, pools } = connection;
  const userStream = new UserStream({
    ...{ guard, client, contracts, account: ACCOUNT, clock: systemClock, venueClock },
    rng: createRng("contract"),
    budget: new ConnectBudget(systemClock),
  });
  const symbols = INSTRUMENTS.slice(0, 3).map(({ symbol }) => symbol);
  const own = { client, clock: systemClock, venueClock, contracts, pools, userStream };
  const anotherGateway = (): DeribitGateway => new DeribitGateway({ ...own, venue: "deribit", symbols });
  const gateway = anotherGateway();
  const desk = await openLiveDesk({ gateway, clock: venueClock });
  return {
    venue,
    gateway,
    anotherGateway,
    broker: desk.broker,
    told: desk.told,
    nowMs: () => venueClock.nowMs(),
    settle: desk.settle,
    passHour: hourPassing({
      settle: desk.settle,
      renewKey: async () => {
        venue.exchange.listenKeys.renew();
      },
      jump,
      market,
    }),
    report: desk.report,
    close: async () => {
      await desk.close();
      await venue.close();
    },
  };
}
