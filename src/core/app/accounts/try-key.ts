import type { LiveMode } from "../../adapters/binance-usdm/host-guard.js";
import type { Credentials } from "../../adapters/binance-usdm/secret.js";
import type { VenueSettings } from "../../config/venues.js";
import type { VenueAccountModes } from "../../ports/venue-gateway.js";
import { askAccount, openProbe, reach, settleIn } from "./venue-probe.js";

/** What came of a new key. `unreachable`: nothing is known about it. */
export type KeyTrial =
  | { readonly kind: "accepted"; readonly modes: VenueAccountModes }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/**
 * Asks the venue with a key that is not in use yet; signed questions that change nothing.
 *
 * Errors: Failure `endpoint_refused` where the addresses don't fit the mode.
 */
export async function tryKey(settings: VenueSettings, mode: LiveMode, credentials: Credentials): Promise<KeyTrial> {
  const probe = await openProbe({ settings, mode, credentials });
  try {
    const reached = await reach(probe);
    if (!reached.ok) return { kind: "unreachable", reason: `${probe.host} does not answer: ${reached.error}` };
    await settleIn(probe);
    const { modes } = await askAccount(probe);
    if (!modes.ok) return { kind: "refused", reason: `the venue refuses the new key: ${modes.error}` };
    const { canTrade, canWithdraw } = modes.value;
    if (!canTrade) return { kind: "refused", reason: "the new key may not trade futures" };
    if (canWithdraw && mode === "prod") {
      return { kind: "refused", reason: "the new key may withdraw, and prod does not start with such a key" };
    }
    return { kind: "accepted", modes: modes.value };
  } finally {
    await probe.close();
  }
}
