import type { OrderRequest } from "../../../../src/core/domain/order.js";
import { err } from "../../../../src/core/lib/result.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import type { VenueRefusal } from "../../../../src/core/ports/venue-gateway.js";
import type { ManualClock } from "../resilience/manual-clock.js";
import { FINE, MoodyVenue } from "./moody-venue.js";

/** Weights of Binance USD-M (docs/venues/binance-usdm.md); a place weighs nothing. */
const WEIGHTS = { query: 1, cancel: 1, positions: 5, trades: 5, income: 30, modes: 5, settings: 5, snapshot: 90 };

const SILENT: VenueRefusal = { code: 0, reason: "no answer", reaction: "resend", retryAfterMs: null, unanswered: true };
const WRITE_TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 10_000;

/** A venue that may answer nothing for a while, and counts what is asked of it. */
export class HungVenue extends MoodyVenue {
  isHung = false;
  /** Whether an order that gets no answer has arrived. */
  arrives: (request: OrderRequest) => boolean = () => true;
  readonly asked: { readonly what: keyof typeof WEIGHTS; readonly atMs: number }[] = [];

  constructor(clock: ManualClock) {
    super(clock, createRng("hung"), FINE);
  }

  /** Weight of what was asked within 60 s, the dearest ones. */
  dearestMinute(): number {
    const weights = this.asked.map(({ atMs: fromMs }) =>
      this.asked
        .filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + 60_000)
        .reduce((sum, { what }) => sum + WEIGHTS[what], 0),
    );
    return Math.max(0, ...weights);
  }

  count(what: keyof typeof WEIGHTS): number {
    return this.asked.filter((asked) => asked.what === what).length;
  }

  override async place(request: OrderRequest): ReturnType<MoodyVenue["place"]> {
    if (!this.isHung) return super.place(request);
    if (this.arrives(request)) void super.place(request);
    await this.clock.sleep(WRITE_TIMEOUT_MS);
    return { kind: "unknown", reason: "no answer" };
  }

  override async cancel(ref: Parameters<MoodyVenue["cancel"]>[0]): ReturnType<MoodyVenue["cancel"]> {
    const unheard = await this.#ask("cancel");
    return unheard === null ? super.cancel(ref) : { kind: "unknown", reason: "no answer" };
  }

  override async query(ref: Parameters<MoodyVenue["query"]>[0]): ReturnType<MoodyVenue["query"]> {
    const unheard = await this.#ask("query");
    return unheard === null ? super.query(ref) : { kind: "unknown", reason: "no answer" };
  }

  override async snapshot(): ReturnType<MoodyVenue["snapshot"]> {
    const unheard = await this.#ask("snapshot");
    return unheard === null ? super.snapshot() : err(unheard);
  }

  override async positions(): ReturnType<MoodyVenue["positions"]> {
    const unheard = await this.#ask("positions");
    return unheard === null ? super.positions() : err(unheard);
  }

  override async trades(...wanted: Parameters<MoodyVenue["trades"]>): ReturnType<MoodyVenue["trades"]> {
    const unheard = await this.#ask("trades");
    return unheard === null ? super.trades(...wanted) : err(unheard);
  }

  override income: MoodyVenue["income"] = async () => {
    const unheard = await this.#ask("income");
    return unheard === null ? { ok: true, value: [] } : err(unheard);
  };

  async #ask(what: keyof typeof WEIGHTS): Promise<VenueRefusal | null> {
    this.asked.push({ what, atMs: this.clock.nowMs() });
    if (!this.isHung) return null;
    await this.clock.sleep(READ_TIMEOUT_MS);
    return SILENT;
  }
}
