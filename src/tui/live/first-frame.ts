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

/** Takes the terminal and shows the session on it; a signal meanwhile gives the terminal back and ends the process. */
export function firstFrame(view: SessionView, look: FirstLook, output: TerminalOutput): FirstFrame {
  const terminal = new OwnTerminal(output);
  const leaving = (signal: NodeJS.Signals): void => {
    terminal.leave();
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, leaving);
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
  };
  return { terminal, isOutgrown, release };
}
