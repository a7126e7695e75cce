import type { InputEvent } from "../../domain/event.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { UserStreamListener, VenueGateway, VenueRefusal } from "../../ports/venue-gateway.js";

type Change = Extract<InputEvent, { type: "account.changed" }>;

interface ModesWatchOptions {
  readonly account: string;
  readonly gateway: Pick<VenueGateway, "modes">;
  readonly venueClock: Pick<VenueClock, "nowMs">;
  readonly tell: (event: InputEvent) => void;
}

/** As the private stream says it. */
const ASSETS = { multi: "multi-assets", single: "single-asset" } as const;

/**
 * Position and asset mode of an account that began in one-way and single-asset mode. No frame tells of the position
 * mode, and that of the asset mode may be lost: both are read with every look at the venue.
 */
export class ModesWatch {
  #isHedged = false;
  #hasMultiAssets = false;

  constructor(readonly options: ModesWatchOptions) {}

  /** True where a look has told it already. */
  knows(event: Parameters<UserStreamListener["onEvent"]>[0]): boolean {
    if (event.type !== "account.changed" || event.what !== "asset_mode") return false;
    const isMulti = event.detail === ASSETS.multi;
    const isKnown = this.#hasMultiAssets === isMulti;
    this.#hasMultiAssets = isMulti;
    return isKnown;
  }

  /** Tells what differs; returns why nothing could be read, null where it was. The next look asks again. */
  async look(): Promise<VenueRefusal | null> {
    const answer = await this.options.gateway.modes();
    if (!answer.ok) return answer.error;
    const { hedgeMode, multiAssets } = answer.value;
    const [wasHedged, hadMultiAssets] = [this.#isHedged, this.#hasMultiAssets];
    this.#isHedged = hedgeMode;
    this.#hasMultiAssets = multiAssets;
    if (hedgeMode !== wasHedged) this.#tell("position_mode", hedgeMode ? "hedge" : "one-way");
    if (multiAssets !== hadMultiAssets) this.#tell("asset_mode", multiAssets ? ASSETS.multi : ASSETS.single);
    return null;
  }

  #tell(what: Change["what"], detail: string): void {
    const { account, tell, venueClock } = this.options;
    tell({ type: "account.changed", atMs: venueClock.nowMs(), account, symbol: null, what, detail });
  }
}
