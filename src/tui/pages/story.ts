import { cleanText, wrapText } from "../../core/lib/text.js";
import { type StoryLine, storyIdOf, type StoryState } from "../model/story.js";
import type { UiState } from "../model/ui-state.js";
import { titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";
import type { Tone } from "../paint/theme.js";

const TIME_WIDTH = 19;
const NAME_WIDTH = 10;
const LEAST_TEXT = 20;

interface PaintedLine {
  readonly at: string;
  readonly name: string;
  readonly text: string;
  readonly tone: Tone;
}

/** The story of the row that is open; null where none was asked for. */
export function storyOf(ui: UiState, row: unknown): StoryState | null {
  return ui.story !== null && ui.story.id === storyIdOf(row) ? ui.story : null;
}

/** `02-17 15:00:00.050`, only where it is another instant than the line before has. */
function timeText(at: string | null, before: string | null): string {
  if (at === null || at === before) return "";
  const [day = "", time = ""] = at.split("T");
  return `${day.slice(5)} ${time.replace("Z", "")}`;
}

function painted(lines: readonly StoryLine[], width: number): readonly PaintedLine[] {
  const room = Math.max(LEAST_TEXT, width - TIME_WIDTH - NAME_WIDTH - 1);
  return lines.flatMap(({ at, name, text, tone }, index) =>
    wrapText(cleanText(text), room).map((part, row): PaintedLine => {
      const isFirst = row === 0;
      const time = isFirst ? timeText(at, lines[index - 1]?.at ?? null) : "";
      return { at: time, name: isFirst ? name : "", text: part, tone: tone ?? "plain" };
    }),
  );
}

/** Lines that a story takes with its title. */
export function storyHeight({ lines }: StoryState, width: number): number {
  return lines === null ? 2 : painted(lines, width).length + 1;
}

/** What the journal says of a veto, an order or a position, each event with its instant. */
export function drawStory(pane: Pane, { id, lines, problem, top }: StoryState): void {
  if (lines === null) {
    const body = titled(pane, `STORY ${id}`);
    body.write(1, 0, problem ?? "asking the journal …", problem === null ? "dim" : "warn");
    return;
  }
  const all = painted(lines, pane.width);
  const rows = Math.max(1, pane.height - 1);
  const first = Math.min(top, Math.max(0, all.length - rows));
  const last = Math.min(all.length, first + rows);
  const more = all.length > rows ? `${String(first + 1)}-${String(last)} of ${String(all.length)}  j k ^D ^U` : "";
  const body = titled(pane, `STORY ${id}`, more);
  for (const [y, { at, name, text, tone }] of all.slice(first, last).entries()) {
    body.write(0, y, at, "dim");
    body.write(TIME_WIDTH, y, name, tone === "plain" ? "dim" : tone);
    body.write(TIME_WIDTH + NAME_WIDTH, y, text, tone);
  }
}
