import type { SessionView } from "../core/readmodel/session/session-view.js";
import { initialUi } from "./model/ui-state.js";
import type { PageName } from "./model/pages.js";
import { gridText } from "./paint/diff.js";
import { createTheme, type ThemeName } from "./paint/theme.js";
import { composeScreen } from "./screen.js";

/** How a screen looks, as flags, preferences and the terminal say. */
export interface Look {
  readonly page: PageName;
  readonly theme: ThemeName;
  readonly ascii: boolean;
  readonly colour: boolean;
  readonly investor: boolean;
  readonly width: number;
  readonly height: number;
}

/** One frame as text. */
export function onceText(view: SessionView, look: Look): string {
  const { page, theme, investor, width, height } = look;
  const ui = initialUi(investor ? "fund" : page, theme);
  const screen = {
    view,
    ui,
    theme: createTheme(theme, look),
    elapsedMs: 0,
    frozenMs: null,
    tick: false,
    investor,
    operator: false,
  };
  return gridText(composeScreen(screen, width, height), look.colour);
}
