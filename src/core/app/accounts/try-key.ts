import { readAccountCode } from "../../adapters/binance-usdm/gateway-reads.js";
import type { LiveMode } from "../../adapters/ccxt/addresses.js";
import type { Credentials } from "../../adapters/ccxt/secret.js";
import type { VenueSettings } from "../../config/venues.js";
import type { VenueKeyRights } from "../../ports/venue-gateway.js";
import { rightsProblem } from "../../ops/doctor/key-rights.js";
import { askAccount, openProbe, reach, settleIn } from "./venue-probe.js";

/** What came of a new key. `unreachable`: nothing is known about it. `accountCode`: null where the venue tells none. */
export type KeyTrial =
  | { readonly kind: "accepted"; readonly rights: VenueKeyRights | null; readonly accountCode: string | null }
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
    const { modes, rights } = await askAccount(probe);
    if (!modes.ok) return { kind: "refused", reason: `the venue refuses the new key: ${modes.error}` };
    if (!modes.value.canTrade) return { kind: "refused", reason: "the account may not trade futures" };
    const problem = mode === "prod" ? rightsProblem(rights) : null;
    if (problem !== null) return { kind: "refused", reason: `${problem.message}, and prod does not start with it` };
    if (rights.ok && rights.value?.canTradeFutures === false) {
      return { kind: "refused", reason: "the new key may not trade futures" };
    }
    const code = await readAccountCode(probe.connection.client);
    // Unknown is not "none": a key whose account nobody has told might be of another one.
    if (!code.ok)
      return { kind: "unreachable", reason: `${probe.host} does not tell the account: ${code.error.reason}` };
    return { kind: "accepted", rights: rights.ok ? rights.value : null, accountCode: code.value };
  } finally {
    await probe.close();
  }
}
