import type { Intent, ProtoIntent } from "../domain/intent.js";
import type { PairLeg } from "../domain/pair.js";
import type { FilterDrop } from "./filters.js";

/** A held position that its strategy wants at another exposure. */
export interface ResizeWish {
  /** Change, as a fraction of the wanted position, up to which it is left alone. */
  readonly band: number;
  /** Filter that forbids more of it; less of it is never filtered. */
  readonly increaseDrop: FilterDrop | null;
}

/** A proto-intent with what only the intent builder looks at. */
export interface ScreenedIntent extends ProtoIntent {
  readonly resize?: ResizeWish;
  /** Legs of a strategy with the same name open together or not at all. */
  readonly group?: string | null;
  readonly leg?: PairLeg;
}

/** What becomes of a wish once limits and filters have been looked at. */
export type ResizePlan =
  { readonly kind: "increase" | "reduce" } | { readonly kind: "hold"; readonly drop: FilterDrop };

/** Says which way a position goes; `increase` is the intent that would add to it. Sizing knows, the builder asks. */
export type PlanResize = (increase: Intent, band: number) => ResizePlan;
