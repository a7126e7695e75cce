import type { UiState } from "./ui-state.js";

/** One link of a story: when it happened, what it is called, what it says. */
export interface StoryLine {
  /** Null where it belongs to no instant. */
  readonly at: string | null;
  readonly name: string;
  readonly text: string;
  readonly tone?: "strong" | "warn" | "bad" | "dim" | undefined;
}

/** The whole story of a veto, an order or a position, asked of the journal when its row is opened. */
export interface StoryState {
  readonly id: string;
  /** Null while it is looked for. */
  readonly lines: readonly StoryLine[] | null;
  /** Why there is none. */
  readonly problem: string | null;
  /** Painted lines that are scrolled over. */
  readonly top: number;
}

export type ToldStory =
  { readonly ok: true; readonly value: readonly StoryLine[] } | { readonly ok: false; readonly error: string };

/** Far below any end: drawing stops at the last line. */
const MAX_TOP = 10_000;
const HALF_PAGE = 10;

/** Id under which the journal knows a row: a veto, an order, or the intent of a position. */
export function storyIdOf(row: unknown): string | null {
  if (typeof row !== "object" || row === null) return null;
  const newest: unknown = Reflect.get(row, "newest");
  const subject: object = typeof newest === "object" && newest !== null ? newest : row;
  const id: unknown = Reflect.get(subject, "id") ?? Reflect.get(subject, "intentId");
  return typeof id === "string" ? id : null;
}

export function askedStory(ui: UiState, id: string): UiState {
  return { ...ui, story: { id, lines: null, problem: null, top: 0 } };
}

/** The answer to what was asked last; an older one is not shown. */
export function toldStory(ui: UiState, id: string, told: ToldStory): UiState {
  if (ui.story?.id !== id) return ui;
  return { ...ui, story: { ...ui.story, ...(told.ok ? { lines: told.value } : { problem: told.error }) } };
}

/** A story is open, told and in sight. */
export function isStoryRead({ story, open }: Pick<UiState, "story" | "open">): boolean {
  return open && story !== null && story.lines !== null;
}

/** Null for a key that does not scroll, or where nothing is open to scroll in. */
export function scrolledStory(ui: UiState, key: string): UiState | null {
  const { story } = ui;
  if (story === null || !isStoryRead(ui)) return null;
  const by: Readonly<Record<string, number>> = {
    down: 1,
    up: -1,
    halfDown: HALF_PAGE,
    halfUp: -HALF_PAGE,
    top: -MAX_TOP,
  };
  const step = by[key];
  return step === undefined ? null : { ...ui, story: { ...story, top: Math.max(0, story.top + step) } };
}
