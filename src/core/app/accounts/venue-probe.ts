import { connectUsdm, type UsdmConnection } from "../../adapters/binance-usdm/connect.js";
import { ask, readKeyRights } from "../../adapters/binance-usdm/gateway-reads.js";
import { USUAL_LIMITS } from "../../adapters/binance-usdm/instruments.js";
import { exchangeInfoSchema, limitsOf } from "../../adapters/binance-usdm/parse-instruments.js";
import { endpointsOf, isLoopback, type LiveMode } from "../../adapters/ccxt/addresses.js";
import { feeBurnSchema, modesSchema, serverTimeSchema } from "../../adapters/binance-usdm/parse-account.js";
import type { Credentials } from "../../adapters/ccxt/secret.js";
import { listenKeysOver } from "../../adapters/binance-usdm/streams/rest-questions.js";
import { readSymbolSettings } from "../../adapters/binance-usdm/symbol-settings.js";
import { systemClock } from "../../adapters/system/clock.js";
import { sharedDirectory } from "../../adapters/system/shared-directory.js";
import type { VenueSettings } from "../../config/venues.js";
import { err, ok, type Result } from "../../lib/result.js";
import { SECOND_MS } from "../../lib/time.js";
import type { AccountAnswers } from "../../ops/doctor/venue-facts.js";
import type { Reading } from "../../ops/doctor/reading.js";

export interface ProbeQuestion {
  readonly settings: VenueSettings;
  readonly mode: LiveMode;
  readonly credentials: Credentials | null;
}

/** A connection that only reads, and is closed after a few questions. */
export interface VenueProbe {
  readonly connection: UsdmConnection;
  readonly host: string;
  readonly isLoopback: boolean;
  close(): Promise<void>;
}

/** Somebody waits at the keyboard. */
const TIMEOUT_MS = 5 * SECOND_MS;

/** Errors: Failure `endpoint_refused` where the addresses don't fit the mode. */
export async function openProbe({ settings, mode, credentials }: ProbeQuestion): Promise<VenueProbe> {
  const endpoints = endpointsOf(settings, mode);
  const connection = await connectUsdm({
    endpoints,
    mode,
    credentials,
    clock: systemClock,
    limitsDirectory: sharedDirectory("limits"),
    readTimeoutMs: TIMEOUT_MS,
    writeTimeoutMs: TIMEOUT_MS,
  });
  const { host } = new URL(endpoints.rest);
  return { connection, host, isLoopback: isLoopback(endpoints.rest), close: () => connection.client.close() };
}

/** Round trip of a first question, or why there is no answer. */
export async function reach({ connection: { client } }: VenueProbe): Promise<Reading<number>> {
  const sentMs = systemClock.monotonicMs();
  const answer = await ask(client, { endpoint: "time", schema: serverTimeSchema, priority: "protective" });
  return answer.ok ? ok(systemClock.monotonicMs() - sentMs) : err(answer.error.reason);
}

/**
 * Takes over time and limits of the venue, without which signed questions are refused or wait too long: what other
 * processes of the machine used counts against the usual limits until then.
 */
export async function settleIn({ connection: { client, clock, limiter } }: VenueProbe): Promise<void> {
  await clock.sync();
  const info = await ask(client, { endpoint: "exchangeInfo", schema: exchangeInfoSchema, priority: "protective" });
  if (info.ok) limiter.setLimits(limitsOf(info.value, USUAL_LIMITS));
}

/** Permissions, modes and settings; signed, so `settleIn` comes before. Nothing is changed. */
export async function askAccount({ connection: { client } }: VenueProbe): Promise<AccountAnswers> {
  const modes = inWords(await ask(client, { endpoint: "accountConfig", schema: modesSchema }));
  if (!modes.ok) {
    const unasked = err("not asked: the key was refused");
    return { modes, rights: unasked, paysFeesInBnb: unasked, settings: unasked, listenKey: unasked };
  }
  const rights = inWords(await readKeyRights(client));
  const burn = await ask(client, { endpoint: "feeBurn", schema: feeBurnSchema });
  // A key that a session uses is told again and lives on: closing it here would cut the session's stream.
  const opened = await listenKeysOver(client).create();
  return {
    modes,
    rights,
    paysFeesInBnb: burn.ok ? ok(burn.value.feeBurn) : inWords(burn),
    settings: inWords(await readSymbolSettings(client)),
    listenKey: opened.ok ? ok(null) : inWords(opened),
  };
}

function inWords<T>(answer: Result<T, { readonly reason: string }>): Reading<T> {
  return answer.ok ? answer : err(answer.error.reason);
}
