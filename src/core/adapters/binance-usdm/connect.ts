import { err, ok } from "../../lib/result.js";
import type { OrderCounts } from "../../domain/order-budget.js";
import { sha256Hex } from "../../lib/hash.js";
import type { Clock } from "../../lib/clock.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import { createUsdmClient, type UsdmClient } from "./client.js";
import { ask } from "./gateway-reads.js";
import { type Endpoints, isLoopback, type LiveMode } from "../ccxt/addresses.js";
import { createHostGuard, type HostGuard, venueNameOf } from "./host-guard.js";
import { USUAL_LIMITS } from "./instruments.js";
import { serverTimeSchema } from "./parse-account.js";
import { RateLimiter, type VenueLimits } from "./rate-limiter.js";
import type { Credentials } from "../ccxt/secret.js";
import { SharedUsage } from "./shared-usage.js";
import { AskedVenueClock } from "../ccxt/venue-clock.js";

export interface ConnectOptions {
  readonly endpoints: Endpoints;
  readonly mode: LiveMode;
  readonly credentials: Credentials | null;
  readonly clock: Clock;
  /** Where the machine's processes share what they used of the limits; null: each counts for itself. */
  readonly limitsDirectory: string | null;
  readonly recvWindowMs?: number;
  readonly writeTimeoutMs?: number;
  readonly readTimeoutMs?: number;
  /** Hears how many orders the venue has counted of the account, see `LimiterOptions`. */
  readonly onOrders?: (counted: OrderCounts) => void;
}

export interface UsdmConnection {
  readonly guard: HostGuard;
  readonly client: UsdmClient;
  readonly clock: AskedVenueClock;
  readonly limiter: RateLimiter;
  readonly recvWindowMs: number;
}

/**
 * A paper venue that runs fast allows as much more per minute, and counts so in its headers: until it has told its limits,
 * it is the one who refuses. Real venues start with the usual ones.
 */
const UNTOLD_LIMITS: VenueLimits = { weightPerMinute: 1e9, ordersPerTenSeconds: 1e9, ordersPerMinute: 1e9 };

const UNCONNECTED: VenueRefusal = { code: 0, reason: "not connected yet", reaction: "resend", retryAfterMs: null };

/** Small on purpose: an unanswered order is settled only past it (RELIABILITY.md, unknown outcomes). */
const RECV_WINDOW_MS = 3_000;
const WRITE_TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 10_000;

/**
 * Everything of the REST side, joined; no call is made yet.
 *
 * Errors: Failure `endpoint_refused` (exit 3).
 */
export async function connectUsdm(options: ConnectOptions): Promise<UsdmConnection> {
  const { endpoints, mode, credentials, clock, limitsDirectory, recvWindowMs = RECV_WINDOW_MS } = options;
  const guard = createHostGuard(endpoints, mode);
  const mayRunFast = isLoopback(guard.endpoints.rest);
  const limiter = new RateLimiter({
    clock,
    limits: mayRunFast ? UNTOLD_LIMITS : USUAL_LIMITS,
    shared: limitsDirectory === null ? null : new SharedUsage(limitsDirectory, venueNameOf(guard.endpoints.rest)),
    ...(options.onOrders === undefined ? {} : { onOrders: options.onOrders }),
    accountTag: credentials === null ? "public" : sha256Hex(credentials.key.reveal()).slice(0, 16),
  });
  const parts: { client: UsdmClient | null } = { client: null };
  const venueClock = new AskedVenueClock({
    clock,
    mayRunFast,
    ask: async () => {
      if (parts.client === null) return err(UNCONNECTED);
      const answer = await ask(parts.client, { endpoint: "time", schema: serverTimeSchema, priority: "protective" });
      return answer.ok ? ok(answer.value.serverTime) : answer;
    },
  });
  const client = await createUsdmClient({
    guard,
    credentials,
    clock,
    limiter,
    nowMs: () => venueClock.nowMs(),
    // Its own, which no step of the wall clock moves; a paper venue's market lives in another year, its limits in ours.
    banNowMs: () => (mayRunFast ? clock : venueClock).nowMs(),
    recvWindowMs,
    writeTimeoutMs: options.writeTimeoutMs ?? WRITE_TIMEOUT_MS,
    readTimeoutMs: options.readTimeoutMs ?? READ_TIMEOUT_MS,
  });
  parts.client = client;
  return { guard, client, clock: venueClock, limiter, recvWindowMs };
}
