import type { EventBody } from "../../domain/event.js";
import type { ModelPrediction } from "../../domain/meta-signal.js";
import { isoUtc } from "../../lib/time.js";
import { brierScore, reliability } from "../../quant/ml/score-metrics.js";
import { modelOfConfig } from "./model-in-use.js";
import type { LiveCalibration, MlView, ModelInUse, PredictionRow } from "./model-view.js";
import { Trips } from "./trips.js";

type Cycle = Extract<EventBody, { readonly type: "cycle.decided" }>;
type Row = { -readonly [Key in keyof PredictionRow]: PredictionRow[Key] };

const KEPT_ROWS = 50;
const MOST_INTENTS = 4_096;

/** What the session's model said, and what came of it: a fold of the journal. */
export class ModelHistory {
  #model: ModelInUse | null = null;
  #rows: Row[] = [];
  readonly #counts = { asked: 0, vetoed: 0, refused: 0, sent: 0 };
  readonly #trips = new Trips<Row>();
  /** Rows by intent and by order; what became of them follows. */
  readonly #byIntent = new Map<string, Row>();
  readonly #byOrder = new Map<string, Row>();
  readonly #said: number[] = [];
  readonly #paid: number[] = [];

  get view(): MlView {
    const newest = this.#rows.at(-1);
    return {
      model: this.#model,
      drift: newest === undefined ? null : { at: newest.at, psi: newest.drift },
      counts: { ...this.#counts },
      predictions: this.#rows.slice(-KEPT_ROWS).reverse(),
      live: this.#live(),
    };
  }

  onEvent(event: EventBody): void {
    switch (event.type) {
      case "session.started":
      case "session.configured":
        this.#configured(modelOfConfig(event.config));
        return;
      case "cycle.decided":
        this.#decided(event);
        return;
      case "order.intended": {
        const row = this.#byIntent.get(event.order.intentId);
        if (row !== undefined && event.order.purpose === "open") this.#remember(event.order, row);
        return;
      }
      case "order.filled":
        this.#filled(event, this.#byOrder.get(event.clientOrderId) ?? null);
        return;
      case "position.liquidated":
        this.#filled(event, null);
        return;
      case "funding.settled":
        this.#trips.funding(event);
        return;
      default:
    }
  }

  /** Another model has promised something else. */
  #configured(model: ModelInUse | null): void {
    if (model?.id !== this.#model?.id) this.#said.length = this.#paid.length = 0;
    this.#model = model;
  }

  #decided(cycle: Cycle): void {
    for (const prediction of cycle.predictions ?? []) {
      const order = cycle.orders.find(
        ({ strategy, purpose, request }) =>
          purpose === "open" && strategy === prediction.strategy && request.symbol === prediction.symbol,
      );
      const why = order === undefined ? whyOf(prediction, cycle) : null;
      const did = prediction.scale === null ? "vetoed" : order === undefined ? "refused" : "sent";
      const row: Row = { ...prediction, at: isoUtc(cycle.atMs), did, why, net: null };
      this.#counts.asked += 1;
      this.#counts[did] += 1;
      this.#rows.push(row);
      if (order !== undefined) this.#remember(order, row);
    }
    if (this.#rows.length >= 2 * KEPT_ROWS) this.#rows = this.#rows.slice(-KEPT_ROWS);
  }

  #remember({ intentId, request }: Cycle["orders"][number], row: Row): void {
    for (const [map, id] of [[this.#byIntent, intentId] as const, [this.#byOrder, request.clientOrderId] as const]) {
      map.set(id, row);
      const oldest = map.size > MOST_INTENTS ? map.keys().next() : null;
      if (oldest?.done === false) map.delete(oldest.value);
    }
  }

  #filled(fill: Parameters<Trips<Row>["fill"]>[0], row: Row | null): void {
    const ended = this.#trips.fill(fill, row);
    if (ended === null) return;
    ended.entry.net = ended.net;
    if (ended.entry.probability === null || ended.entry.model !== this.#model?.id) return;
    this.#said.push(ended.entry.probability);
    this.#paid.push(ended.net > 0 ? 1 : 0);
  }

  #live(): LiveCalibration {
    const [said, paid] = [this.#said, this.#paid];
    const closed = said.length;
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    return {
      closed,
      paid: sum(paid),
      meanSaid: closed === 0 ? null : sum(said) / closed,
      brier: closed === 0 ? null : brierScore(said, paid),
      promisedBrier: this.#model?.evaluation?.brier ?? null,
      bands: closed === 0 ? [] : reliability(said, paid).filter(({ count }) => count > 0),
    };
  }
}

/** The first thing that ended an entry; the model's own figure where it was the model. */
function whyOf({ strategy, symbol, scale, features }: ModelPrediction, { drops, vetoes }: Cycle): string {
  const isIts = (of: { readonly strategy: string; readonly symbol: string }): boolean =>
    of.strategy === strategy && of.symbol === symbol;
  const unknown = Object.entries(features).flatMap(([name, value]) => (value === null ? [name] : []));
  if (scale === null && unknown.length > 0) return `not known: ${unknown.join(", ")}`;
  const drop = drops.find((of) => isIts(of) && (of.reason === "ml_veto") === (scale === null));
  if (drop !== undefined) return dropText(drop);
  return vetoes.find(isIts)?.primary ?? "no order came of it";
}

function dropText({ reason, detail }: Cycle["drops"][number]): string {
  if (detail === null) return reason;
  const name = detail.setting.split(".").at(-1) ?? detail.setting;
  const measured = Number.isFinite(detail.measured) ? detail.measured.toFixed(3) : "not known";
  return `${reason === "ml_veto" ? "" : `${reason}: `}${measured} against ${name} ${String(detail.limit)}`;
}
