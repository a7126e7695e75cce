import { settingChanges } from "../../adapters/live/setting-changes.js";
import type { Config } from "../../config/config-files.js";
import { composeInstruments, homeVenue } from "../../config/instruments.js";
import type { InputEvent } from "../../domain/event.js";
import type { VenueGateway, VenueSymbolSetting } from "../../ports/venue-gateway.js";
import { unreachable } from "./start-advice.js";

type SettingQuestions = Pick<VenueGateway, "symbolSettings" | "prepareSymbol">;

export interface PreparedSymbols {
  /** As they are now. */
  readonly settings: readonly VenueSymbolSetting[];
  /** What somebody changed since a session of ours set them; found before it was set back. */
  readonly changes: readonly InputEvent[];
}

interface Preparation {
  readonly config: Config;
  readonly symbols: readonly string[];
  readonly account: string;
  /** As the process before left them; empty where there was none. */
  readonly left: readonly VenueSymbolSetting[];
  /** Venue time. */
  readonly atMs: number;
  /** Wall time. */
  readonly nowMs: number;
}

/** Cross margin and the leverage of this configuration, as each start sets them: lowered to the first bracket. */
export function settingsUnder(config: Config): readonly VenueSymbolSetting[] {
  const instruments = composeInstruments(config.venues, homeVenue(config.accounts));
  return config.strategy_config.universe.map((symbol) => {
    const highest = Math.floor(instruments.get(symbol)?.brackets[0]?.maxLeverage ?? Number.POSITIVE_INFINITY);
    return { symbol, isIsolated: false, leverage: Math.min(config.runtime.live.leverage, highest) };
  });
}

/**
 * Sets margin type and leverage of each symbol, after a look at what the process before left: a change by hand while
 * nobody listened is news like any other. What is as this configuration wants it is none.
 *
 * Errors: Failure when the venue does not answer, or refuses.
 */
export async function prepareSymbols(gateway: SettingQuestions, plan: Preparation): Promise<PreparedSymbols> {
  const { config, symbols, account, left, atMs, nowMs } = plan;
  const found = await readIfAny(gateway, left, nowMs);
  const settings: VenueSymbolSetting[] = [];
  for (const symbol of symbols) {
    const prepared = await gateway.prepareSymbol(symbol, config.runtime.live.leverage);
    if (!prepared.ok) throw unreachable(`margin type and leverage of ${symbol}`, prepared.error, nowMs);
    settings.push({ symbol, isIsolated: false, leverage: prepared.value.leverage });
  }
  const changes = left.flatMap((known) => {
    const now = found.find(({ symbol }) => symbol === known.symbol);
    const wanted = settings.find(({ symbol }) => symbol === known.symbol);
    if (now === undefined) return [];
    return settingChanges({ known, now, account, atMs }).filter((change) => !isAsWanted(change.what, now, wanted));
  });
  return { settings, changes };
}

function isAsWanted(what: string, now: VenueSymbolSetting, wanted: VenueSymbolSetting | undefined): boolean {
  return what === "leverage" && now.leverage === wanted?.leverage;
}

async function readIfAny(
  gateway: SettingQuestions,
  left: readonly VenueSymbolSetting[],
  nowMs: number,
): Promise<readonly VenueSymbolSetting[]> {
  if (left.length === 0) return [];
  const answer = await gateway.symbolSettings();
  if (!answer.ok) throw unreachable("margin types and leverages", answer.error, nowMs);
  return answer.value;
}
