import type { SessionView } from "../../core/readmodel/session/session-view.js";
import { isVoid, pulseOf } from "../model/liveness.js";
import { passAct } from "../model/press-act.js";
import { type Effect, press, type PressContext, type Pressed } from "../model/press.js";
import type { UiState } from "../model/ui-state.js";
import { createTheme, type Theme } from "../paint/theme.js";
import type { Screen } from "../screen.js";

export interface StoreTerms {
  readonly nowMs: () => number;
  readonly ascii: boolean;
  readonly colour: boolean;
  readonly investor: boolean;
  readonly operator: boolean;
  readonly onEffect: (effect: Effect) => void;
}

/** The session as it was read last, and what a person does to the screen. React hears only of the latter. */
export class ScreenStore {
  readonly #terms: StoreTerms;
  readonly #listeners = new Set<() => void>();
  #ui: UiState;
  #view: SessionView;
  #readAtMs: number;
  #frozenAtMs: number | null = null;
  #tick = false;
  #theme: { name: string; theme: Theme };

  constructor(view: SessionView, ui: UiState, terms: StoreTerms) {
    this.#view = view;
    this.#ui = ui;
    this.#terms = terms;
    this.#readAtMs = terms.nowMs();
    this.#theme = { name: ui.theme, theme: createTheme(ui.theme, terms) };
  }

  get ui(): UiState {
    return this.#ui;
  }

  get theme(): Theme {
    if (this.#theme.name !== this.#ui.theme) {
      this.#theme = { name: this.#ui.theme, theme: createTheme(this.#ui.theme, this.#terms) };
    }
    return this.#theme.theme;
  }

  /** All that a frame is drawn from now. */
  get screen(): Screen {
    const { investor, operator } = this.#terms;
    const nowMs = this.#frozenAtMs ?? this.#terms.nowMs();
    return {
      view: this.#view,
      ui: this.#ui,
      theme: this.theme,
      elapsedMs: Math.max(0, nowMs - this.#readAtMs),
      frozenMs: this.#frozenAtMs === null ? null : Math.max(0, this.#terms.nowMs() - this.#frozenAtMs),
      tick: this.#tick,
      investor,
      operator,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A frozen screen keeps what it shows. */
  setView(view: SessionView): void {
    if (this.#ui.frozen) return;
    this.#view = view;
    this.#readAtMs = this.#terms.nowMs();
  }

  press(key: string): void {
    this.#take(press(this.#ui, key, this.#context()));
  }

  /** Time goes by: a countdown may have run out. */
  pass(): void {
    this.#tick = !this.#tick;
    this.#take(passAct(this.#ui, this.#context()));
  }

  change(to: (ui: UiState) => UiState): void {
    this.#take({ ui: to(this.#ui) });
  }

  #context(): PressContext {
    const { nowMs, operator, investor } = this.#terms;
    // A screen that stands still ages all the same: nobody acts on figures of before.
    const elapsedMs = Math.max(0, nowMs() - this.#readAtMs);
    return { view: this.#view, nowMs: nowMs(), operator, investor, isVoid: isVoid(pulseOf(this.#view, elapsedMs)) };
  }

  #take({ ui, effect }: Pressed): void {
    if (ui !== this.#ui) {
      if (ui.frozen !== this.#ui.frozen) this.#frozenAtMs = ui.frozen ? this.#terms.nowMs() : null;
      this.#ui = ui;
      for (const listener of this.#listeners) listener();
    }
    if (effect !== undefined) this.#terms.onEffect(effect);
  }
}
