import type { SessionView } from "../../core/readmodel/session/session-view.js";
import { age } from "../../core/lib/format.js";
import { isVoid, type Pulse } from "../model/liveness.js";
import type { UiState } from "../model/ui-state.js";

/** All that a page is drawn from. */
export interface DrawContext {
  readonly view: SessionView;
  readonly ui: UiState;
  readonly pulse: Pulse;
}

/** Age of what a panel shows, for its title: `.4s`, `STALE 31s`. */
export function ageNote({ pulse, view }: DrawContext): string {
  if (view.time === "past") return "past";
  if (pulse.liveness === "ended") return "ended";
  if (isVoid(pulse)) return `STALE ${age(pulse.ageMs)}`;
  return `${((pulse.ageMs ?? 0) / 1_000).toFixed(1)}s`;
}
