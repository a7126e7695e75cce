import { systemClock } from "../../adapters/system/clock.js";
import { UsdmGateway } from "../../adapters/binance-usdm/gateway.js";
import { Secret } from "../../adapters/ccxt/secret.js";
import type { VenueSettings } from "../../config/venues.js";
import type { VenueSnapshot } from "../../ports/venue-gateway.js";
import { openProbe, settleIn } from "../accounts/venue-probe.js";
import { unreachable } from "../live/start-advice.js";
import type { PaperServeDocument } from "../paper-serve.js";

const NO_STREAM = { follow: (): void => undefined, close: async (): Promise<void> => undefined };

/** What the venue itself says of the account, asked apart from the books of the drill. Errors: Failure 5. */
export async function accountAtVenue(paper: PaperServeDocument, settings: VenueSettings): Promise<VenueSnapshot> {
  const endpoints = { rest: paper.url, ws: paper.wsUrl };
  const credentials = { key: new Secret(paper.apiKey), secret: new Secret(paper.apiSecret) };
  const probe = await openProbe({ settings: { ...settings, testnet: endpoints }, mode: "testnet", credentials });
  try {
    await settleIn(probe);
    const { client, clock, limiter, recvWindowMs } = probe.connection;
    const venue = settings.product;
    const gateway = new UsdmGateway({ client, clock, limiter, userStream: NO_STREAM, venue, recvWindowMs });
    const snapshot = await gateway.snapshot();
    if (!snapshot.ok) throw unreachable("the drill's account", snapshot.error, systemClock.nowMs());
    return snapshot.value;
  } finally {
    await probe.close();
  }
}
