import { type ActState, confirmation, COUNTDOWN_MS, DEAF_MS, type Deed, deedCommand } from "./act.js";
import { flattenDeed, selectedDeed } from "./deeds.js";
import type { PressContext, Pressed } from "./press.js";
import type { UiState } from "./ui-state.js";

/** `!`: who may act gets a dialog for what is selected, everybody else the command. */
export function openAct(ui: UiState, context: PressContext): UiState {
  const deed = selectedDeed(context.view, ui);
  return context.operator && deed !== null ? openDeed(ui, deed, context) : { ...ui, overlay: "act" };
}

export function openDeed(ui: UiState, deed: Deed, { operator, nowMs, isVoid }: PressContext): UiState {
  if (!operator) return { ...ui, overlay: "act" };
  if (isVoid && deed.kind !== "halt") return { ...ui, said: "refused: what stands here is too old to act on" };
  return { ...ui, overlay: "act", act: { deed, typed: "", phase: "ready", sinceMs: nowMs, answer: null } };
}

const closed = (ui: UiState, said: string | null = null): UiState => ({ ...ui, overlay: null, act: null, said });

export function pressAct(ui: UiState, key: string, context: PressContext): Pressed {
  const { act } = ui;
  if (act === null || act.deed === null) return { ui: closed(ui) };
  if (key === "escape") {
    const asked = act.phase === "asked";
    return { ui: asked ? ui : closed(ui, act.phase === "answered" ? null : "nothing was done") };
  }
  if (act.phase === "answered" && (key === "enter" || key === "q")) return { ui: closed(ui) };
  if (act.phase !== "ready" || context.nowMs - act.sinceMs < DEAF_MS) return { ui };
  const typed = (text: string): Pressed => ({ ui: { ...ui, act: { ...act, typed: text } } });
  if (key === "backspace") return typed(act.typed.slice(0, -1));
  if (key === "y" && act.typed === "") {
    return {
      ui: { ...ui, said: "copied" },
      effect: { kind: "copy", text: deedCommand(act.deed, context.view.directory) },
    };
  }
  if (key !== "enter") return key.length === 1 && act.typed.length < 60 ? typed(act.typed + key) : { ui };
  return confirmed(ui, act, act.deed, context);
}

/** The right words begin it: at once, or with a countdown where it costs money. */
function confirmed(ui: UiState, act: ActState, deed: Deed, context: PressContext): Pressed {
  if (act.typed !== confirmation(deed))
    return { ui: { ...ui, act: { ...act, typed: "" }, said: "that is not what to type" } };
  if (deed.kind !== "flatten") return { ui: { ...ui, act: { ...act, phase: "asked" } }, effect: { kind: "do", deed } };
  const refusal = flattenRefusal(deed, context);
  if (refusal !== null) return { ui: closed(ui, refusal) };
  return { ui: { ...ui, act: { ...act, phase: "counting", sinceMs: context.nowMs } } };
}

/** What was shown is no longer what would be closed. */
function flattenRefusal(deed: Extract<Deed, { kind: "flatten" }>, { view, isVoid }: PressContext): string | null {
  if (isVoid) return "refused: what stands here is too old to act on";
  const now = flattenDeed(view, deed.symbol);
  const same = now !== null && confirmation(now) === confirmation(deed);
  return same ? null : "refused: the positions have changed since; look again";
}

/** Called as time passes: a countdown that has run out becomes a deed, or is refused if the positions changed meanwhile. */
export function passAct(ui: UiState, context: PressContext): Pressed {
  const { act } = ui;
  if (act?.phase !== "counting" || act.deed?.kind !== "flatten") return { ui };
  if (context.nowMs - act.sinceMs < COUNTDOWN_MS) return { ui };
  const refusal = flattenRefusal(act.deed, context);
  if (refusal !== null) return { ui: closed(ui, refusal) };
  return { ui: { ...ui, act: { ...act, phase: "asked" } }, effect: { kind: "do", deed: act.deed } };
}

/** The executor's own words. */
export function answeredAct(ui: UiState, answer: string): UiState {
  return ui.act === null ? { ...ui, said: answer } : { ...ui, act: { ...ui.act, phase: "answered", answer } };
}
