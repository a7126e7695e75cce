import type { ThemeName } from "../paint/theme.js";
import { openDeed } from "./press-act.js";
import { pageList } from "./lists.js";
import { type PageName, PAGES } from "./pages.js";
import type { PressContext, Pressed } from "./press.js";
import type { UiState } from "./ui-state.js";

/** Commands of the palette; the first word, and what the rest of the line is. */
const COMMANDS: readonly { readonly name: string; readonly page?: PageName }[] = [
  { name: "overview", page: "overview" },
  { name: "positions", page: "positions" },
  { name: "vetoes", page: "vetoes" },
  { name: "orders", page: "orders" },
  { name: "risk", page: "risk" },
  { name: "router", page: "router" },
  { name: "strategies", page: "strategies" },
  { name: "fund", page: "fund" },
  { name: "health", page: "health" },
  { name: "ml", page: "ml" },
  { name: "goto" },
  { name: "theme" },
  { name: "halt" },
  { name: "quit" },
];

/** Tab: the first command that begins with what was typed. */
export function completed(text: string): string {
  if (text.includes(" ")) return text;
  const found = COMMANDS.find(({ name }) => name.startsWith(text.toLowerCase()));
  return found === undefined ? text : `${found.name} `;
}

interface CommandContext extends PressContext {
  readonly goTo: (ui: UiState, page: PageName) => UiState;
  readonly themes: readonly ThemeName[];
}

/** `pos okx` opens a page with a filter; a beginning of a name is enough. */
export function runCommand(ui: UiState, line: string, context: CommandContext): Pressed {
  const [word = "", ...words] = line.trim().split(/\s+/);
  const rest = words.join(" ");
  if (word === "") return { ui };
  const command = COMMANDS.find(({ name }) => name.startsWith(word.toLowerCase()));
  if (command === undefined) return { ui: { ...ui, said: `there is no command "${word}"; Tab completes, ? helps` } };
  if (command.page !== undefined) {
    const there = context.goTo(ui, command.page);
    return { ui: { ...there, filters: { ...there.filters, [command.page]: rest } } };
  }
  switch (command.name) {
    case "goto":
      return { ui: found(ui, rest, context) };
    case "theme": {
      const theme = context.themes.find((name) => name === rest);
      return { ui: theme === undefined ? { ...ui, said: `themes: ${context.themes.join(", ")}` } : { ...ui, theme } };
    }
    case "halt":
      return { ui: openDeed(ui, { kind: "halt" }, context) };
    default:
      return { ui, effect: { kind: "quit", isInterrupt: false } };
  }
}

/** The first page that has a row with this text in its id, with the cursor on it. */
function found(ui: UiState, text: string, { view, goTo }: CommandContext): UiState {
  const wanted = text.toLowerCase();
  if (wanted === "") return { ...ui, said: "goto what? An id, or a part of one" };
  for (const { name } of PAGES) {
    const there = { ...ui, page: name, filters: { ...ui.filters, [name]: "" } };
    const id = pageList(name, view, there)?.ids.find((one) => one.toLowerCase().includes(wanted));
    if (id !== undefined)
      return { ...goTo({ ...ui, filters: there.filters }, name), cursors: { ...ui.cursors, [name]: id } };
  }
  return { ...ui, said: `nothing is called "${text}"` };
}
