import { composeInstruments } from "../../config/instruments.js";
import { configHash } from "../../config/hash.js";
import type { Config } from "../../config/config-files.js";
import type { EventBody, InputEvent } from "../../domain/event.js";
import type { EngineContext } from "../../engine/state.js";
import { ok } from "../../lib/result.js";
import { decFromNumber } from "../../lib/decimal.js";
import { DAY_MS } from "../../lib/time.js";
import type { VenueSymbolSetting } from "../../ports/venue-gateway.js";
import { BETA_DAYS } from "../../screener/daily-returns.js";
import { createEngineContext } from "../engine-context.js";
import type { ExecutorFlags, ExecutorPorts } from "../executor-session.js";
import { requireOneAccount } from "../accounts/traded-accounts.js";
import { codeVersion, sessionBarMs, strategyWarmupMs } from "../session-plan.js";
import { accountTagOf, requireOwnAccount } from "./account-binding.js";
import type { AccountLock } from "./account-lock.js";
import { requireAccount, requireClock, requireOnwards } from "./check-account.js";
import { openingWallet } from "./opening-wallet.js";
import type { LiveVenue } from "./live-venue.js";
import { unreachable } from "./start-advice.js";
import type { LiveRecovery } from "./recover-live.js";
import { prepareSymbols, settingsUnder } from "./symbol-settings.js";
import { withVenueRules } from "./venue-config.js";

/** Everything a live session needs to know before its first line. */
export interface LivePlan {
  readonly config: Config;
  readonly context: EngineContext;
  readonly account: string;
  readonly symbols: readonly string[];
  readonly barMs: number;
  /** Open times of the bars that are told as history; null where no bar is told at all. */
  readonly history: { readonly fromMs: number; readonly toMs: number } | null;
  /** First lines of this process. */
  readonly opening: readonly EventBody[];
  readonly fromMs: number;
  /** Venue time before which everything is in the opening wallet. */
  readonly walletsAtMs: number;
  readonly notes: readonly string[];
  /** Leverage and margin type of the symbols; none where nothing is signed. */
  readonly settings: readonly VenueSymbolSetting[];
  /** What was found out about the account before the session began, to be told as its first inputs. */
  readonly found: readonly InputEvent[];
}

export interface PlanInput {
  readonly flags: ExecutorFlags;
  readonly ports: ExecutorPorts;
  readonly config: Config;
  readonly venue: LiveVenue;
  readonly venueKey: string;
  readonly recovery: LiveRecovery;
  readonly accountLock: Pick<AccountLock, "takeAccount">;
}

/**
 * Asks the venue for its time, the account's modes, its rules, and (at the first start) the money; sets margin type and
 * leverage of each symbol.
 *
 * Errors: Failure 5 when the venue does not answer, 3 when account or clock are not fit to trade or the venue's time is
 * behind the books, 8 where another executor trades on the account.
 */
export async function planLive(input: PlanInput): Promise<LivePlan> {
  const { flags, ports, venue, venueKey, recovery } = input;
  ports.news?.onStep("the venue's time");
  await requireClock(venue.clock, { isReal: venue.isReal, nowMs: ports.clock.nowMs() });
  requireOnwards(venue.clock, recovery.newestMs);
  const symbols = input.config.strategy_config.universe;
  const { config, notes } = await venueConfig(input, symbols);
  ports.news?.onStep("the account's code");
  const tagged = await holdAccount(input);
  const context = createEngineContext(config);
  requireOneAccount(config, context);
  const account = config.accounts.default;
  const nowMs = venue.clock.nowMs();
  const left = recovery.config === null ? [] : settingsUnder(recovery.config);
  const preparation = { config, symbols, account, left, atMs: nowMs, nowMs: ports.clock.nowMs() };
  ports.news?.onStep(`margin type and leverage of ${String(symbols.length)} symbols`);
  const { settings, changes: found } =
    venue.gateway === null ? { settings: [], changes: [] } : await prepareSymbols(venue.gateway, preparation);
  const barMs = sessionBarMs(context);
  const toMs = Math.floor(nowMs / barMs) * barMs;
  const warmupMs = Math.max(strategyWarmupMs(context), (BETA_DAYS + 1) * DAY_MS);
  const hash = configuredHash(config, input.config);
  const described = { symbols, configHash: hash, config, codeVersion: codeVersion(ports.files), notes };
  const whole = { fromMs: toMs - warmupMs, toMs };
  const shared = { config, context, account, symbols, barMs, notes, settings, found };
  if (recovery.started === null) {
    const opened = venue.gateway === null ? null : await openingWallet(venue.gateway, venue.clock, ports);
    const wallet = opened?.wallet ?? decFromNumber(config.runtime.paper.start_nav_usdt);
    const start: EventBody = {
      type: "session.started",
      atMs: toMs - warmupMs,
      fromMs: toMs,
      toMs: null,
      navStart: wallet,
      wallets: { [account]: wallet },
      ...(opened === null ? {} : { walletsAtMs: opened.atMs }),
      ...tagged,
      dataHash: `${venueKey}:${flags.mode}`,
      ...described,
    };
    return { ...shared, history: whole, opening: [start], fromMs: toMs, walletsAtMs: opened?.atMs ?? nowMs };
  }
  const { fromMs, walletsAtMs = fromMs } = recovery.started;
  const resumed: EventBody = { type: "session.resumed", atMs: nowMs, cutBytes: recovery.tail.tornBytes, ...tagged };
  // Deadlines grow with the pace: another one is journaled, though it is the same configuration.
  if (recovery.configHash === hash && recovery.context?.timeScale === context.timeScale) {
    const history = { fromMs: Math.min(toMs, recovery.lastBarMs ?? whole.fromMs), toMs };
    return { ...shared, history, opening: [resumed], fromMs, walletsAtMs };
  }
  const configured: EventBody = { type: "session.configured", atMs: nowMs, ...described };
  return { ...shared, history: whole, opening: [resumed, configured], fromMs, walletsAtMs };
}

/** The pace is measured: a lease is for what was configured, and must not end because a clock ran a little otherwise. */
export function configuredHash(config: Config, files: Config): string {
  const { time_scale } = files.runtime.live;
  return configHash({ ...config, runtime: { ...config.runtime, live: { ...config.runtime.live, time_scale } } });
}

/**
 * Before anything is changed at the venue. Returns how the session's lines name the account.
 *
 * Errors: Failure 5 when the venue does not answer, 3 where it is another account than the books', 8 where another trades
 * there.
 */
async function holdAccount(input: PlanInput): Promise<{ readonly accountTag?: string }> {
  const { venue, accountLock, ports, flags, recovery } = input;
  const code = (await venue.accountCode?.()) ?? ok(null);
  if (!code.ok) throw unreachable("the account's code", code.error, ports.clock.nowMs());
  if (code.value === null) return {};
  const accountTag = accountTagOf(code.value);
  requireOwnAccount(recovery.accountTag, accountTag, flags.stateDirectory);
  await accountLock.takeAccount(code.value);
  return { accountTag };
}

async function venueConfig(
  { config, venue, venueKey, flags, ports }: PlanInput,
  symbols: readonly string[],
): Promise<{ readonly config: Config; readonly notes: readonly string[] }> {
  const { gateway, clock } = venue;
  const speed = clock.speed;
  const nowMs = ports.clock.nowMs();
  if (gateway === null) {
    const known = await venue.publicRules(symbols);
    if (!known.ok) throw unreachable("the venue's rules", known.error, nowMs);
    const shipped = composeInstruments(config.venues, venueKey);
    // Margin tiers and fees are told to owners of a key only: the shipped ones hold.
    const instruments = known.value.rules.flatMap((rule) => {
      const instrument = shipped.get(rule.symbol);
      return instrument === undefined ? [] : [{ ...instrument, ...rule }];
    });
    return withVenueRules(config, venueKey, { instruments, orderLimits: venue.orderLimits(), speed });
  }
  ports.news?.onStep("account modes");
  await requireAccount(gateway, flags.mode, nowMs);
  ports.news?.onStep("rules of the venue");
  const rules = await gateway.instruments(symbols);
  if (!rules.ok) throw unreachable("the venue's rules", rules.error, nowMs);
  return withVenueRules(config, venueKey, { instruments: rules.value, orderLimits: venue.orderLimits(), speed });
}
