import { connectOkx } from "../../../src/core/adapters/okx/connect.js";
import { OkxGateway } from "../../../src/core/adapters/okx/gateway.js";
import { UserStream } from "../../../src/core/adapters/okx/user-stream.js";
import { ConnectBudget } from "../../../src/core/adapters/ccxt/connect-budget.js";
import { Secret } from "../../../src/core/adapters/ccxt/secret.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { createRng } from "../../../src/core/lib/rng.js";
import { KEYS, OkxVenue } from "../../support/okx-venue/venue.js";
import type { BrokerBench, BrokerSubject } from "./broker-bench.js";
import { ACCOUNT, contractMarket, INSTRUMENTS, WITHOUT_LEAST } from "./contract-market.js";
import { jumpingClock } from "./jumping-clock.js";
import { openLiveDesk } from "./live-desk.js";
import { hourPassing } from "./pass-hour.js";

/** A live account over ccxt and sockets against the fake of OKX's protocol, over the same simulated market. */
export const OKX: BrokerSubject = {
  name: "ccxt and the fake of OKX over sockets",
  capabilities: {
    venue: "okx",
    conditionalOrders: true,
    closePositionStops: true,
    goodTillDate: false,
    orderChanges: true,
    reduceOnlyMinNotionalExempt: true,
    streams: "own-events",
  },
  lacks: { minNotional: "the venue has no smallest notional" },
  onTakenId: "order.acknowledged",
  onTakingPostOnly: "order.expired",
  onTakingChange: "modify.rejected",
  onClosedPosition: "order.canceled",
  numbers: {
    [-1111]: [51121],
    [-1121]: [51001],
    [-2019]: [51008, 51502],
    [-2021]: [51277, 51278, 51279, 51280],
    [-2022]: [51205],
    [-4004]: [51020],
    [-4005]: [51101],
    [-4014]: [51000],
    [-4016]: [51006],
    [-4023]: [51121],
    [-4024]: [51006],
  },
  clockErrorMs: 100,
  open: openOkx,
};

/** The bench, and the venue behind it for what a broker can't do to it. */
export interface OkxBench extends BrokerBench {
  readonly venue: OkxVenue;
}

export async function openOkx(): Promise<OkxBench> {
  const { clock, jump } = jumpingClock();
  const market = await contractMarket(clock, WITHOUT_LEAST);
  const venue = await OkxVenue.open(market, ACCOUNT);
  const connection = await connectOkx({
    endpoints: { rest: venue.rest, ws: venue.ws },
    mode: "testnet",
    credentials: {
      key: new Secret(KEYS.apiKey),
      secret: new Secret(KEYS.apiSecret),
      passphrase: new Secret(KEYS.passphrase),
    },
    clock,
  });
  await connection.clock.sync();
  const { clock: venueClock, contracts, client, guard } = connection;
  const userStream = new UserStream({
    ...{ guard, client, contracts, account: ACCOUNT, clock: systemClock, venueClock },
    rng: createRng("contract"),
    budget: new ConnectBudget(systemClock),
  });
  const symbols = INSTRUMENTS.slice(0, 3).map(({ symbol }) => symbol);
  const own = { client, clock: systemClock, venueClock, contracts, userStream };
  const desk = await openLiveDesk({ gateway: new OkxGateway({ ...own, venue: "okx", symbols }), clock: venueClock });
  return {
    venue,
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
