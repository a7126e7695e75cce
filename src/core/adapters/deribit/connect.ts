import type { Clock } from "../../lib/clock.js";
import { err, ok } from "../../lib/result.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import { type Endpoints, isLoopback, type LiveMode } from "../ccxt/addresses.js";
import type { Credentials } from "../ccxt/secret.js";
import { AskedVenueClock } from "../ccxt/venue-clock.js";
import { DeribitClient } from "./client.js";
import { type AtPar, Contracts } from "./contracts.js";
import { CreditPools } from "./credit-pools.js";
import { ask } from "./gateway-reads.js";
import { createHostGuard, type HostGuard } from "./host-guard.js";
import { serverTimeSchema } from "./parse-account.js";

export interface ConnectOptions {
  readonly endpoints: Endpoints;
  readonly mode: LiveMode;
  /** Client id and client secret; null for public data. */
  readonly credentials: Credentials | null;
  readonly clock: Clock;
  /** Left out: money in another asset than the settlement asset of the books stays what it is. */
  readonly atPar?: AtPar;
  readonly writeTimeoutMs?: number;
  readonly readTimeoutMs?: number;
}

export interface DeribitConnection {
  readonly guard: HostGuard;
  readonly client: DeribitClient;
  readonly clock: AskedVenueClock;
  readonly contracts: Contracts;
  readonly pools: CreditPools;
}

const UNCONNECTED: VenueRefusal = { code: 0, reason: "not connected yet", reaction: "resend", retryAfterMs: null };
const WRITE_TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 10_000;

/**
 * Everything of the question side, joined; no call is made yet.
 *
 * Errors: Failure `endpoint_refused` (exit 3).
 */
export async function connectDeribit(options: ConnectOptions): Promise<DeribitConnection> {
  const { endpoints, mode, credentials, clock } = options;
  const guard = createHostGuard(endpoints, mode);
  const pools = new CreditPools(clock);
  const parts: { client: DeribitClient | null } = { client: null };
  const venueClock = new AskedVenueClock({
    clock,
    mayRunFast: isLoopback(guard.endpoints.rest),
    ask: async () => {
      if (parts.client === null) return err(UNCONNECTED);
      const answer = await ask(parts.client, { endpoint: "time", schema: serverTimeSchema });
      return answer.ok ? ok(answer.value) : answer;
    },
  });
  const client = await DeribitClient.open({
    ...{ guard, credentials, clock, pools },
    nowMs: () => venueClock.nowMs(),
    writeTimeoutMs: options.writeTimeoutMs ?? WRITE_TIMEOUT_MS,
    readTimeoutMs: options.readTimeoutMs ?? READ_TIMEOUT_MS,
  });
  parts.client = client;
  return { guard, client, clock: venueClock, contracts: new Contracts(options.atPar ?? null), pools };
}
