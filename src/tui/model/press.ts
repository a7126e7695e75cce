import type { SessionView } from "../../core/readmodel/session/session-view.js";
import { THEME_NAMES } from "../paint/theme.js";
import { pressAct, openAct } from "./press-act.js";
import type { KeyName } from "./key-row.js";
import { keyFor } from "./key-table.js";
import { pageList } from "./lists.js";
import { type PageName, PAGES } from "./pages.js";
import { completed, runCommand } from "./palette.js";
import { pressPanel } from "./press-panel.js";
import { goTo, type UiState } from "./ui-state.js";
import type { Deed } from "./act.js";
import { askedStory, scrolledStory, storyIdOf } from "./story.js";

/** What a key asks of the world around the screen. */
export type Effect =
  | { readonly kind: "quit"; readonly isInterrupt: boolean }
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "do"; readonly deed: Deed }
  /** The story of a veto, an order or a position. */
  | { readonly kind: "tell"; readonly id: string };

export interface Pressed {
  readonly ui: UiState;
  readonly effect?: Effect;
}

/** What a press is judged by. */
export interface PressContext {
  readonly view: SessionView;
  /** Local monotonic time. */
  readonly nowMs: number;
  readonly operator: boolean;
  readonly investor: boolean;
  /** The figures count for nothing. */
  readonly isVoid: boolean;
}

const HALF_PAGE = 10;
const LEVELS = ["info", "warning", "error"] as const;

/** One key. `press` is a character, or a name: enter, escape, tab, up, ctrl-d. */
export function press(ui: UiState, key: string, context: PressContext): Pressed {
  const fresh = ui.said === null ? ui : { ...ui, said: null };
  if (key === "ctrl-c") return { ui: fresh, effect: { kind: "quit", isInterrupt: true } };
  if (fresh.act !== null) return pressAct(fresh, key, context);
  if (fresh.typing !== null) return type(fresh, key, context);
  const name = keyFor(key, fresh.page, context.investor);
  if (fresh.overlay !== null) return closeOverlay(fresh, name, context);
  return name === null ? { ui: fresh } : act(fresh, name, { ...context, key });
}

function closeOverlay(ui: UiState, name: KeyName | null, context: PressContext): Pressed {
  if (name === "copy" && (ui.overlay === "act" || ui.overlay === "intent"))
    return act(ui, "copy", { ...context, key: "y" });
  return { ui: { ...ui, overlay: null } };
}

type KeyContext = PressContext & { readonly key: string };

function act(ui: UiState, name: KeyName, context: KeyContext): Pressed {
  const scrolled = scrolledStory(ui, name);
  if (scrolled !== null) return { ui: scrolled };
  const panel = pressPanel(ui, name, context);
  if (panel !== null) return { ui: panel };
  return (
    opened(ui, name, context) ??
    moved(ui, name, context) ??
    listed(ui, name, context) ?? { ui: shown(ui, name, context) ?? ui, ...effectOf(name) }
  );
}

const INSPECTED: readonly PageName[] = ["positions", "vetoes", "orders"];

/** Enter on a row that the journal has a story of. */
function opened(ui: UiState, name: KeyName, { view }: KeyContext): Pressed | null {
  if (name !== "open" || !INSPECTED.includes(ui.page)) return null;
  const id = storyIdOf(pageList(ui.page, view, ui)?.current);
  return id === null ? null : { ui: askedStory({ ...ui, open: true }, id), effect: { kind: "tell", id } };
}

function effectOf(name: KeyName): { readonly effect?: Effect } {
  return name === "quit" ? { effect: { kind: "quit", isInterrupt: false } } : {};
}

/** Keys that go to a page or a row. */
function moved(ui: UiState, name: KeyName, { key, view }: KeyContext): Pressed | null {
  switch (name) {
    case "page":
      return { ui: goTo(ui, PAGES.find((page) => page.key === key)?.name ?? ui.page) };
    case "down":
      return { ui: moveCursor(ui, view, (at) => at + 1) };
    case "up":
      return { ui: moveCursor(ui, view, (at) => at - 1) };
    case "top":
      return { ui: moveCursor(ui, view, () => 0) };
    case "bottom":
      return { ui: moveCursor(ui, view, () => Infinity) };
    case "halfDown":
      return { ui: moveCursor(ui, view, (at) => at + HALF_PAGE) };
    case "halfUp":
      return { ui: moveCursor(ui, view, (at) => at - HALF_PAGE) };
    case "back":
      return { ui: back(ui) };
    case "nextMatch":
      return { ui: moveToMatch(ui, view, 1) };
    case "previousMatch":
      return { ui: moveToMatch(ui, view, -1) };
    default:
      return null;
  }
}

export function moveCursor(ui: UiState, view: SessionView, to: (at: number) => number): UiState {
  const list = pageList(ui.page, view, ui);
  if (list === null || list.cursor === null) return ui;
  const at = Math.min(list.ids.length - 1, Math.max(0, to(list.cursor)));
  const id = list.ids[at];
  return id === undefined ? ui : { ...ui, cursors: { ...ui.cursors, [ui.page]: id } };
}

/** The next row down or up that has the text of the last filter in it, from the other end where none is left. */
function moveToMatch(ui: UiState, view: SessionView, step: 1 | -1): UiState {
  if (ui.sought === "") return { ...ui, said: "nothing to look for: / takes a text" };
  const list = pageList(ui.page, view, ui);
  const text = ui.sought.toLowerCase();
  const found = list?.words.flatMap((words, at) => (words.toLowerCase().includes(text) ? [at] : [])) ?? [];
  const from = list?.cursor ?? 0;
  const [first, last] = [found[0], found.at(-1)];
  const at = step > 0 ? (found.find((one) => one > from) ?? first) : (found.findLast((one) => one < from) ?? last);
  return at === undefined ? { ...ui, said: `no row has "${ui.sought}"` } : moveCursor(ui, view, () => at);
}

/** Out of the details, then what was chosen, the filter, the page. */
function back(ui: UiState): UiState {
  if (ui.open) return { ...ui, open: false, face: null };
  if (ui.face !== null) return { ...ui, face: null };
  if (ui.zoomed) return { ...ui, zoomed: false };
  if (ui.panel !== null) return { ...ui, panel: null };
  if ((ui.filters[ui.page] ?? "") !== "") return { ...ui, filters: { ...ui.filters, [ui.page]: "" } };
  const page = ui.trail.at(-1);
  return page === undefined ? ui : { ...ui, page, trail: ui.trail.slice(0, -1) };
}

/** Keys that say something of the list or its row. */
function listed(ui: UiState, name: KeyName, context: KeyContext): Pressed | null {
  const list = pageList(ui.page, context.view, ui);
  const sorting = ui.sorts[ui.page] ?? { order: 0, reversed: false };
  switch (name) {
    case "sort":
      return { ui: withSort(ui, { order: (sorting.order + 1) % (list?.sorts ?? 1), reversed: false }) };
    case "reverse":
      return { ui: withSort(ui, { ...sorting, reversed: !sorting.reversed }) };
    case "copy": {
      const row = list?.current ?? null;
      const text = JSON.stringify(row ?? context.view.status);
      return { ui: { ...ui, said: "copied as JSON" }, effect: { kind: "copy", text } };
    }
    case "explain": {
      const id = storyIdOf(list?.current);
      return { ui: { ...ui, said: id === null ? "nothing to explain" : `hedge risk explain ${id}` } };
    }
    case "act":
      return { ui: openAct(ui, context) };
    default:
      return null;
  }
}

function withSort(ui: UiState, sorting: { readonly order: number; readonly reversed: boolean }): UiState {
  return { ...ui, sorts: { ...ui.sorts, [ui.page]: sorting } };
}

/** Keys that change how things are shown. */
function shown(ui: UiState, name: KeyName, { view }: KeyContext): UiState | null {
  switch (name) {
    case "open":
      return { ...ui, open: pageList(ui.page, view, ui)?.current !== null };
    case "filter":
      return { ...ui, typing: { kind: "filter", text: ui.filters[ui.page] ?? "" } };
    case "palette":
      return { ...ui, typing: { kind: "palette", text: "" } };
    case "help":
      return { ...ui, overlay: "help" };
    case "alerts":
      return { ...ui, overlay: "alerts" };
    case "left":
      return shifted(ui, -1);
    case "right":
      return shifted(ui, 1);
    case "freeze":
      return { ...ui, frozen: !ui.frozen };
    case "group":
      return { ...ui, grouped: !ui.grouped };
    case "unknown":
      return { ...ui, unknownOnly: !ui.unknownOnly };
    case "level":
      return { ...ui, level: LEVELS[(LEVELS.indexOf(ui.level) + 1) % LEVELS.length] ?? "info" };
    default:
      return null;
  }
}

/** More steps than there are columns change nothing that is seen. */
const MOST_SHIFTS = 12;

function shifted(ui: UiState, step: 1 | -1): UiState {
  const shift = Math.min(MOST_SHIFTS, Math.max(0, (ui.shifts[ui.page] ?? 0) + step));
  return { ...ui, shifts: { ...ui.shifts, [ui.page]: shift } };
}

/** A line that is being typed: a filter acts at once, a command at Enter. */
function type(ui: UiState, key: string, context: PressContext): Pressed {
  const { typing } = ui;
  if (typing === null) return { ui };
  const isFilter = typing.kind === "filter";
  const withText = (text: string): UiState => ({
    ...ui,
    typing: { ...typing, text },
    ...(isFilter ? { filters: { ...ui.filters, [ui.page]: text } } : {}),
  });
  switch (key) {
    case "escape":
      return { ui: isFilter ? { ...withText(""), typing: null } : { ...ui, typing: null } };
    case "enter": {
      const closed = { ...ui, typing: null };
      return isFilter
        ? { ui: { ...closed, sought: typing.text === "" ? ui.sought : typing.text } }
        : runCommand(closed, typing.text, { ...context, goTo, themes: THEME_NAMES });
    }
    case "backspace":
      return { ui: withText(typing.text.slice(0, -1)) };
    case "tab":
      return { ui: isFilter ? ui : withText(completed(typing.text)) };
    default:
      return { ui: key.length === 1 && typing.text.length < 60 ? withText(typing.text + key) : ui };
  }
}
