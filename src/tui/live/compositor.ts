import { diffGrids } from "../paint/diff.js";
import { Grid } from "../paint/grid.js";
import { Pane } from "../paint/pane.js";
import type { Theme } from "../paint/theme.js";
import { parseFrame } from "../paint/parse-frame.js";
import type { OwnTerminal } from "./terminal.js";

export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly draw: (pane: Pane) => void;
}

/**
 * Lays Ink's frame and the canvases over each other and writes what changed. Ink paints only when its tree changes; the
 * canvases are drawn anew with every paint, past React.
 */
export class Compositor {
  readonly #terminal: OwnTerminal;
  readonly #theme: () => Theme;
  readonly #regions = new Map<string, Region>();
  #frame = "";
  #chrome: Grid | null = null;
  #shown: Grid | null = null;

  constructor(terminal: OwnTerminal, theme: () => Theme) {
    this.#terminal = terminal;
    this.#theme = theme;
  }

  /** Ink's newest frame. */
  setFrame(frame: string): void {
    if (frame === this.#frame) return;
    this.#frame = frame;
    this.#chrome = null;
  }

  place(name: string, region: Region): void {
    this.#regions.set(name, region);
  }

  remove(name: string): void {
    this.#regions.delete(name);
  }

  /** The terminal has another size, or nobody knows what stands on it: everything is painted anew. */
  forget(): void {
    this.#shown = null;
    this.#chrome = null;
    this.#terminal.clear();
  }

  paint(): void {
    if (!this.#terminal.isReady) return;
    const { width, height } = this.#terminal;
    const chrome = (this.#chrome ??= parseFrame(this.#frame, width, height));
    const next = new Grid(width, height);
    next.blit(chrome, 0, 0);
    const whole = Pane.over(next, this.#theme());
    for (const { x, y, width: columns, height: rows, draw } of this.#regions.values())
      draw(whole.part(x, y, columns, rows));
    const isSameSize = this.#shown?.width === width && this.#shown.height === height;
    this.#terminal.frame(diffGrids(isSameSize ? this.#shown : null, next));
    this.#shown = next;
  }
}
