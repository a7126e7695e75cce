import type { SessionView } from "../../core/readmodel/session/session-view.js";
import { age } from "../../core/lib/format.js";
import { titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";
import { isVoid, type Pulse } from "../model/liveness.js";
import type { PanelName } from "../model/panels.js";
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

/** A panel with its title, which shows where it has the keys. Returns what is below the title. */
export function panelTitled(
  pane: Pane,
  { ui }: Pick<DrawContext, "ui">,
  panel: PanelName,
  { title, note = "" }: { readonly title: string; readonly note?: string },
): Pane {
  const body = titled(pane, title, note);
  if (ui.panel === panel) pane.select(0);
  return body;
}
