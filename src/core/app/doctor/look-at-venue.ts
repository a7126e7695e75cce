import { ask } from "../../adapters/binance-usdm/gateway-reads.js";
import { USUAL_LIMITS } from "../../adapters/binance-usdm/instruments.js";
import {
  type ExchangeInfo,
  exchangeInfoSchema,
  limitsOf,
  rulesOf,
} from "../../adapters/binance-usdm/parse-instruments.js";
import type { RateLimiter, VenueLimits } from "../../adapters/binance-usdm/rate-limiter.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import type { Config } from "../../config/config-files.js";
import { composeInstruments } from "../../config/instruments.js";
import type { VenueSettings } from "../../config/venues.js";
import type { Mode } from "../../domain/mode.js";
import { err, ok } from "../../lib/result.js";
import type { Reading } from "../../ops/doctor/reading.js";
import { SPOKEN_VENUE } from "../../ops/doctor/venue.js";
import type { AccountFacts, LimitFacts, SymbolFacts, VenueAnswers, VenueFacts } from "../../ops/doctor/venue-facts.js";
import { inspectedMode } from "../accounts/inspected-mode.js";
import { type KeyFound, readKey } from "../accounts/key-reading.js";
import { askAccount, openProbe, reach, type VenueProbe } from "../accounts/venue-probe.js";
import { DOT_ENV } from "../live/credential-place.js";
import { inWords } from "./look-at-machine.js";

interface VenueLook {
  readonly venue: string | null;
  readonly config: Config | null;
  /** Mode of the session that the doctor looks at. */
  readonly mode: Mode | null;
  /** Without `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Speaks to the venue that was asked for. Null where there is nobody to ask; the error: why it can't be asked. */
export async function lookAtVenue(look: VenueLook): Promise<Reading<VenueFacts> | null> {
  const { venue, config } = look;
  if (venue !== SPOKEN_VENUE || config === null) return null;
  const settings = config.venues[venue];
  if (settings === undefined) return err(`venues.json has no ${venue}`);
  const looked = await attemptAsync(() => visit(look, { venue, settings, config }));
  return looked.ok ? looked : err(looked.error.message);
}

interface Visited {
  readonly venue: string;
  readonly settings: VenueSettings;
  readonly config: Config;
}

async function visit(look: VenueLook, visited: Visited): Promise<VenueFacts> {
  const { venue, settings, config } = visited;
  const text = inWords(() => nodeFiles.readText(DOT_ENV));
  const dotEnvText = text.ok ? text.value : null;
  const { mode, withheld } = inspectedMode(look.mode, look.env);
  const account = accountAt(venue, config);
  const question = { env: look.env, dotEnvText, files: nodeFiles, account: account ?? "", venue, mode };
  const key = withheld === null ? await readKey(question) : withheldKey(withheld);
  const probe = await openProbe({ settings, mode, credentials: key.credentials });
  try {
    const reached = await reach(probe);
    const answers = reached.ok ? await askVenue(probe, visited) : null;
    const facts = account === null ? null : await accountFacts({ account, mode, key, probe, isThere: reached.ok });
    return { venue, mode, host: probe.host, isLoopback: probe.isLoopback, reached, answers, account: facts };
  } finally {
    await probe.close();
  }
}

/** The account a session trades on, else the first at this venue. */
function accountAt(venue: string, { accounts }: Config): string | null {
  const here = accounts.accounts.filter((account) => account.venue === venue).map(({ id }) => id);
  return here.find((id) => id === accounts.default) ?? here[0] ?? null;
}

function withheldKey(reason: string): KeyFound {
  return { reading: { kind: "withheld", reason }, places: null, credentials: null };
}

async function accountFacts(asked: {
  readonly account: string;
  readonly mode: Mode;
  readonly key: KeyFound;
  readonly probe: VenueProbe;
  readonly isThere: boolean;
}): Promise<AccountFacts> {
  const { account, mode, key, probe, isThere } = asked;
  const answers = isThere && key.credentials !== null ? await askAccount(probe) : null;
  return { account, mode, key: key.reading, answers };
}

async function askVenue({ connection }: VenueProbe, visited: Visited): Promise<VenueAnswers> {
  const { client, clock, limiter } = connection;
  const offsetMs = await clock.sync();
  const info = await ask(client, { endpoint: "exchangeInfo", schema: exchangeInfoSchema, priority: "protective" });
  const limits = info.ok ? limitsOf(info.value, USUAL_LIMITS) : USUAL_LIMITS;
  limiter.setLimits(limits);
  return {
    clock: { offsetMs, speed: clock.speed },
    symbols: info.ok ? ok(symbolsOf(info.value, visited)) : err(info.error.reason),
    limits: limitFacts(limiter, limits),
  };
}

function symbolsOf(info: ExchangeInfo, { venue, settings, config }: Visited): readonly SymbolFacts[] {
  const configured = composeInstruments({ [venue]: settings });
  return config.strategy_config.universe.map((symbol) => {
    const rules = rulesOf(info, symbol);
    const listed = rules.ok ? rules : err(rules.error.reason);
    return { symbol, configured: configured.get(symbol) ?? null, listed };
  });
}

function limitFacts(limiter: RateLimiter, limits: VenueLimits): LimitFacts {
  const { weight, orders, slowMs, bannedMs } = limiter.state();
  return {
    weightUsed: weight,
    weightLimit: limits.weightPerMinute,
    ordersUsed: orders,
    orderLimit: limits.ordersPerMinute,
    waitMs: Math.max(slowMs, bannedMs),
    isBanned: bannedMs > 0,
  };
}
