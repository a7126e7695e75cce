import type { LogLevel } from "../../core/readmodel/session/event-log.js";
import type { ThemeName } from "../paint/theme.js";
import type { ActState } from "./act.js";
import type { PageName } from "./pages.js";
import type { PanelName } from "./panels.js";
import type { StoryState } from "./story.js";

/** A line that is being typed. */
interface Typing {
  readonly kind: "filter" | "palette";
  readonly text: string;
}

interface Sorting {
  /** Index into the page's sort orders. */
  readonly order: number;
  readonly reversed: boolean;
}

/** What stands in the details in the place of what usually does. */
export type Face = "decisions" | "returns" | "compare";

/** Newest days that charts show: a year first, all of them last. */
export const WINDOWS = [365, 90, 30, Infinity] as const;

/** All that a person has done to a screen; the session is not in it. */
export interface UiState {
  readonly page: PageName;
  /** Pages that Esc goes back to, the newest last. */
  readonly trail: readonly PageName[];
  /** Row under the cursor by its id, so that a list that changes does not move it onto another. */
  readonly cursors: Readonly<Partial<Record<PageName, string>>>;
  /** Text of the last filter, which `n` looks for when all rows are shown again. */
  readonly sought: string;
  /** Columns of a page that make room for those beyond the edge. */
  readonly shifts: Readonly<Partial<Record<PageName, number>>>;
  readonly filters: Readonly<Partial<Record<PageName, string>>>;
  readonly sorts: Readonly<Partial<Record<PageName, Sorting>>>;
  /** The part of the page that has the keys; null where none was chosen. */
  readonly panel: PanelName | null;
  readonly face: Face | null;
  /** Index into WINDOWS. */
  readonly window: number;
  /** The details of the row take the whole page. */
  readonly open: boolean;
  readonly typing: Typing | null;
  readonly overlay: "help" | "alerts" | "act" | "intent" | null;
  readonly frozen: boolean;
  /** The list, or the panel that was chosen, takes the whole page. */
  readonly zoomed: boolean;
  readonly grouped: boolean;
  readonly unknownOnly: boolean;
  readonly level: LogLevel;
  readonly theme: ThemeName;
  /** An answer to the last key; gone with the next one. */
  readonly said: string | null;
  readonly act: ActState | null;
  /** What was asked of the journal for the row that is open. */
  readonly story: StoryState | null;
}

export function initialUi(page: PageName, theme: ThemeName): UiState {
  return {
    page,
    trail: [],
    cursors: {},
    sought: "",
    shifts: {},
    filters: {},
    sorts: {},
    panel: null,
    face: null,
    window: 0,
    open: false,
    typing: null,
    overlay: null,
    frozen: false,
    zoomed: false,
    grouped: true,
    unknownOnly: false,
    level: "info",
    theme,
    said: null,
    act: null,
    story: null,
  };
}

/** Another page, as it is first seen; Esc comes back to this one. */
export function goTo(ui: UiState, page: PageName): UiState {
  if (page === ui.page) return { ...ui, open: false };
  const unchosen = { panel: null, face: null, open: false, zoomed: false };
  return { ...ui, ...unchosen, page, trail: [...ui.trail, ui.page].slice(-10) };
}

export function windowDays({ window }: UiState): number {
  return WINDOWS[window] ?? Infinity;
}
