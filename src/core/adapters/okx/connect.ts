import type { Clock } from "../../lib/clock.js";
import { err, ok } from "../../lib/result.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import { type Endpoints, isLoopback, type LiveMode } from "../ccxt/addresses.js";
import type { Credentials } from "../ccxt/secret.js";
import { AskedVenueClock } from "../ccxt/venue-clock.js";
import { OkxClient } from "./client.js";
import { Contracts } from "./contracts.js";
import { ask } from "./gateway-reads.js";
import { createHostGuard, type HostGuard } from "./host-guard.js";
import { timeSchema } from "./parse-account.js";
import { RequestBuckets } from "./request-buckets.js";

export interface ConnectOptions {
  readonly endpoints: Endpoints;
  readonly mode: LiveMode;
  /** With their passphrase; null for public data. */
  readonly credentials: Credentials | null;
  readonly clock: Clock;
  readonly writeTimeoutMs?: number;
  readonly readTimeoutMs?: number;
}

export interface OkxConnection {
  readonly guard: HostGuard;
  readonly client: OkxClient;
  readonly clock: AskedVenueClock;
  readonly contracts: Contracts;
}

const UNCONNECTED: VenueRefusal = { code: 0, reason: "not connected yet", reaction: "resend", retryAfterMs: null };
const WRITE_TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 10_000;

/**
 * Everything of the REST side, joined; no call is made yet.
 *
 * Errors: Failure `endpoint_refused` (exit 3).
 */
export async function connectOkx(options: ConnectOptions): Promise<OkxConnection> {
  const { endpoints, mode, credentials, clock } = options;
  const guard = createHostGuard(endpoints, mode);
  const parts: { client: OkxClient | null } = { client: null };
  const venueClock = new AskedVenueClock({
    clock,
    mayRunFast: isLoopback(guard.endpoints.rest),
    ask: async () => {
      if (parts.client === null) return err(UNCONNECTED);
      const answer = await ask(parts.client, { endpoint: "time", schema: timeSchema });
      return answer.ok ? ok(answer.value) : answer;
    },
  });
  const client = await OkxClient.open({
    guard,
    credentials,
    clock,
    buckets: new RequestBuckets(clock),
    nowMs: () => venueClock.nowMs(),
    writeTimeoutMs: options.writeTimeoutMs ?? WRITE_TIMEOUT_MS,
    readTimeoutMs: options.readTimeoutMs ?? READ_TIMEOUT_MS,
  });
  parts.client = client;
  return { guard, client, clock: venueClock, contracts: new Contracts() };
}
