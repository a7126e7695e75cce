import { connectUsdm, type UsdmConnection } from "../../../src/core/adapters/binance-usdm/connect.js";
import { UsdmGateway } from "../../../src/core/adapters/binance-usdm/gateway.js";
import { listenKeysOver } from "../../../src/core/adapters/binance-usdm/streams/rest-questions.js";
import { UserStream } from "../../../src/core/adapters/binance-usdm/streams/user-stream.js";
import { ConnectBudget } from "../../../src/core/adapters/ccxt/connect-budget.js";
import { Secret } from "../../../src/core/adapters/ccxt/secret.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import type { Clock } from "../../../src/core/lib/clock.js";
import { createRng } from "../../../src/core/lib/rng.js";
import { ACCOUNT } from "./contract-market.js";
import { type LiveDesk, openLiveDesk } from "./live-desk.js";

/** What a live account needs of a venue on this machine. */
export interface VenueDoors {
  readonly rest: string;
  readonly ws: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** The venue's passing of time as its client knows it. */
  readonly clock: Clock;
}

export interface UsdmDesk extends LiveDesk {
  readonly connection: UsdmConnection;
  /** Renews the listen key: its hour is an hour of the venue. */
  renewKey(): Promise<void>;
}

/** A live account over ccxt and sockets, at a venue that speaks Binance USD-M. */
export async function openUsdmDesk(doors: VenueDoors): Promise<UsdmDesk> {
  const connection = await connectUsdm({
    endpoints: { rest: doors.rest, ws: doors.ws },
    mode: "testnet",
    credentials: { key: new Secret(doors.apiKey), secret: new Secret(doors.apiSecret) },
    clock: doors.clock,
    limitsDirectory: null,
  });
  await connection.clock.sync();
  const userStream = openUserStream(connection);
  const gateway = new UsdmGateway({ ...connection, userStream, venue: "binance-usdm" });
  const desk = await openLiveDesk({ gateway, clock: connection.clock });
  return {
    ...desk,
    connection,
    renewKey: async () => {
      await listenKeysOver(connection.client).create();
    },
  };
}

function openUserStream(connection: UsdmConnection): UserStream {
  return new UserStream({
    wsBase: connection.guard.endpoints.ws,
    checkUrl: (url) => {
      connection.guard.check(url, true);
    },
    keys: listenKeysOver(connection.client),
    names: { account: ACCOUNT, quoteAssetOf: () => "USDT" },
    clock: systemClock,
    venueClock: connection.clock,
    rng: createRng("contract"),
    budget: new ConnectBudget(systemClock),
    ordersLive: () => true,
    notices: { onFunding: () => undefined, onMarginCall: () => undefined },
  });
}
