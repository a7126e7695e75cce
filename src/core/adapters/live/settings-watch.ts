import type { InputEvent } from "../../domain/event.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { UserStreamListener, VenueGateway, VenueRefusal, VenueSymbolSetting } from "../../ports/venue-gateway.js";
import { settingChanges } from "./setting-changes.js";

interface SettingsWatchOptions {
  readonly account: string;
  readonly gateway: Pick<VenueGateway, "symbolSettings">;
  readonly venueClock: Pick<VenueClock, "nowMs">;
  /** Of the traded symbols, as the start of the session left them. */
  readonly settings: readonly VenueSymbolSetting[];
  readonly tell: (event: InputEvent) => void;
}

/**
 * Leverage and margin type of the traded symbols. A frame tells of each change, and is lost with the stream: the
 * settings are read with every look as well (one question for all symbols, weight 5 beside the 90 of a look).
 */
export class SettingsWatch {
  readonly #known: Map<string, VenueSymbolSetting>;
  /** Rises with every frame: an answer that was on its way meanwhile may be older than the frame. */
  #frames = 0;

  constructor(readonly options: SettingsWatchOptions) {
    this.#known = new Map(options.settings.map((setting) => [setting.symbol, setting]));
  }

  /** True where a look has told it already. */
  knows(event: Parameters<UserStreamListener["onEvent"]>[0]): boolean {
    if (event.type !== "account.changed" || event.symbol === null) return false;
    const known = this.#known.get(event.symbol);
    const now = known === undefined ? null : changedBy(known, event);
    if (known === undefined || now === null) return false;
    this.#frames += 1;
    this.#known.set(event.symbol, now);
    return now.leverage === known.leverage && now.isIsolated === known.isIsolated;
  }

  /** Tells what differs; returns why nothing could be read, null where it was. */
  async look(): Promise<VenueRefusal | null> {
    const { account, gateway, tell, venueClock } = this.options;
    const frames = this.#frames;
    const answer = await gateway.symbolSettings();
    if (!answer.ok) return answer.error;
    if (frames !== this.#frames) return null;
    for (const now of answer.value) {
      const known = this.#known.get(now.symbol);
      if (known === undefined) continue;
      this.#known.set(now.symbol, now);
      for (const event of settingChanges({ known, now, account, atMs: venueClock.nowMs() })) tell(event);
    }
    return null;
  }
}

type Change = Extract<InputEvent, { type: "account.changed" }>;

/** Null where the frame is about something else. */
function changedBy(known: VenueSymbolSetting, { what, detail }: Change): VenueSymbolSetting | null {
  if (what === "leverage") return { ...known, leverage: Number(detail) };
  return what === "margin_type" ? { ...known, isIsolated: !/^cross/i.test(detail) } : null;
}
