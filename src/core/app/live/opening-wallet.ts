import type { Clock } from "../../lib/clock.js";
import type { Dec } from "../../lib/decimal.js";
import { Failure } from "../../lib/failure.js";
import { HOUR_MS, SECOND_MS } from "../../lib/time.js";
import { SETTLEMENT_ASSET } from "../../domain/portfolio.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway } from "../../ports/venue-gateway.js";
import { unreachable } from "./start-advice.js";

/** Funding is stamped with the full hour, and in the wallet soon after. */
const FUNDING_BOOKED_MS = 60 * SECOND_MS;

interface OpeningWallet {
  readonly wallet: Dec;
  /** Venue time before which all that the venue paid and took is in the wallet. */
  readonly atMs: number;
}

/**
 * What the account holds at its first session. An account that holds positions is read only when the funding of the
 * hour has been booked, so that nobody has to guess whether the wallet has it already.
 *
 * Errors: Failure 5 where the venue does not answer, 3 for an empty wallet.
 */
export async function openingWallet(
  gateway: VenueGateway,
  venueClock: VenueClock,
  { clock, stop }: { readonly clock: Clock; readonly stop: AbortSignal },
): Promise<OpeningWallet> {
  const first = await readAccount(gateway, clock);
  const sinceHourMs = venueClock.nowMs() % HOUR_MS;
  const holds = first.positions.length > 0;
  if (holds && sinceHourMs < FUNDING_BOOKED_MS) {
    await clock.sleep((FUNDING_BOOKED_MS - sinceHourMs) / venueClock.speed, stop);
  }
  const atMs = venueClock.nowMs();
  const { wallets } = holds ? await readAccount(gateway, clock) : first;
  const wallet = wallets[SETTLEMENT_ASSET];
  if (wallet !== undefined && Number(wallet) > 0) return { wallet, atMs };
  throw new Failure("wallet_empty", 3, `the account holds no ${SETTLEMENT_ASSET}`, {
    fix: "Transfer money into the futures wallet, then start again.",
  });
}

async function readAccount(gateway: VenueGateway, clock: Pick<Clock, "nowMs">) {
  const snapshot = await gateway.snapshot();
  if (!snapshot.ok) throw unreachable("wallets and positions", snapshot.error, clock.nowMs());
  return snapshot.value;
}
