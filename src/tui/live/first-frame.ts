import type { SessionView } from "../../core/readmodel/session/session-view.js";
import { initialUi } from "../model/ui-state.js";
import type { Look } from "../once.js";
import { diffGrids } from "../paint/diff.js";
import { createTheme } from "../paint/theme.js";
import { composeScreen } from "../screen.js";
import { OwnTerminal, type TerminalOutput } from "./terminal.js";

/** Painted before Ink is loaded, which takes longer than all the rest. */
export interface FirstFrame {
  readonly terminal: OwnTerminal;
  /** Whether the window has become another size since. */
  readonly isOutgrown: () => boolean;
  /** Somebody else listens to the signals from here on. */
  readonly release: () => void;
}

/** All that ends the process and can be answered. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

type FirstLook = Omit<Look, "width" | "height"> & { readonly operator: boolean };

/** The keyboard of a terminal: what it sends is not shown, and waits until somebody reads. */
export interface Keyboard {
  setRawMode(isRaw: boolean): unknown;
  on(event: "error", listener: () => void): unknown;
}

/**
 * Takes the terminal and shows the session on it; keys that are typed before anybody reads them stand nowhere on it. A
 * signal or an end meanwhile gives terminal and keyboard back.
 */
export function firstFrame(view: SessionView, look: FirstLook, output: TerminalOutput, keyboard: Keyboard): FirstFrame {
  const terminal = new OwnTerminal(output);
  const restore = (): void => {
    keyboard.setRawMode(false);
    terminal.leave();
  };
  const leaving = (signal: NodeJS.Signals): void => {
    restore();
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, leaving);
  process.once("exit", restore);
  // A terminal that has gone takes no mode any more, and has nothing to be given back.
  keyboard.on("error", () => undefined);
  keyboard.setRawMode(true);
  terminal.enter();
  const ui = initialUi(look.investor ? "fund" : look.page, look.theme);
  const { investor, operator } = look;
  const screen = {
    view,
    ui,
    theme: createTheme(look.theme, look),
    elapsedMs: 0,
    frozenMs: null,
    tick: false,
    investor,
    operator,
  };
  const { width, height } = terminal;
  terminal.frame(diffGrids(null, composeScreen(screen, width, height)));
  const isOutgrown = (): boolean => terminal.width !== width || terminal.height !== height;
  const release = (): void => {
    for (const signal of SIGNALS) process.off(signal, leaving);
    process.off("exit", restore);
  };
  return { terminal, isOutgrown, release };
}
