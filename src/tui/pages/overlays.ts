import { visibleWidth } from "../../core/lib/text.js";
import { confirmation, COUNTDOWN_MS, deedCommand } from "../model/act.js";
import { selectedDeed } from "../model/deeds.js";
import { keysOf } from "../model/key-table.js";
import { listed, VETOES } from "../model/lists.js";
import { pageKey } from "../model/pages.js";
import { titled } from "../paint/frame.js";
import type { Pane, Span } from "../paint/pane.js";
import type { Screen } from "../screen.js";

/** A box of lines over the middle of a page; what is below is covered. */
function box(pane: Pane, title: string, lines: readonly Span[]): void {
  const wanted = Math.max(title.length + 8, ...lines.map(({ text }) => visibleWidth(text) + 4));
  // A few letters of the page on both sides would only be noise.
  const width = wanted > pane.width - LEAST_BESIDES ? pane.width : wanted;
  const height = Math.min(pane.height, lines.length + 3);
  const area = pane.part(Math.floor((pane.width - width) / 2), Math.floor((pane.height - height) / 2), width, height);
  for (let y = 0; y < height; y++) area.write(0, y, " ".repeat(width));
  const body = titled(area, title);
  const isCut = lines.length + 3 > height;
  if (!isCut) area.write(0, height - 1, pane.theme.signs.horizontal.repeat(width), "dim");
  // Where the box fills the page, a line of it is worth more than the rule at its end.
  const inner = body.part(2, 0, width - 4, isCut ? height - 1 : height - 2);
  lines.forEach(({ text, tone }, y) => inner.write(0, y, text, tone));
}

const LEAST_BESIDES = 16;

function helpLines({ ui, investor }: Screen): readonly Span[] {
  return keysOf(ui.page, investor)
    .filter(({ means, name }) => means !== "" && name !== "help")
    .map(({ shown, means }) => ({ text: `${shown.padEnd(7)} ${means}` }));
}

function alertLines({ view }: Screen): readonly Span[] {
  const alerts = view.attention.map(({ severity, message, topic }): Span => {
    const mark = severity === "critical" ? "!" : severity === "warning" ? "~" : " ";
    const tone = severity === "critical" ? "bad" : severity === "warning" ? "warn" : "plain";
    return { text: `${mark} ${message} [${pageKey(topic)}]`, tone };
  });
  const blocks = view.blocks.map(({ scope, why, until }): Span => ({
    text: `~ ${scope} held back: ${why}; ends: ${until}`,
    tone: "warn",
  }));
  const all = [...alerts, ...blocks];
  return all.length === 0 ? [{ text: "nothing needs you", tone: "dim" }] : all;
}

/** Without leave to act: the command for what is selected, to be run elsewhere. */
function commandLines({ view, ui }: Screen): readonly Span[] {
  const deed = selectedDeed(view, ui);
  const halt = deedCommand({ kind: "halt" }, view.directory);
  const own =
    deed === null || deed.kind === "halt" ? [] : [{ text: deedCommand(deed, view.directory), tone: "strong" as const }];
  return [
    { text: "Nothing runs from here. The commands are:", tone: "dim" },
    ...own,
    { text: halt, tone: "strong" },
    { text: deedCommand({ kind: "flatten", symbol: null, orders: 0, notionalUsd: 0 }, view.directory), tone: "strong" },
    { text: "y copies the first   Esc closes   `hedge tui --operator` may act", tone: "dim" },
  ];
}

function intentLines({ view, ui }: Screen): readonly Span[] {
  const { current } = listed(VETOES, "vetoes", view, ui);
  if (current === null) return [{ text: "no row, no intent", tone: "dim" }];
  return JSON.stringify(current.newest.intent, null, 2)
    .split("\n")
    .map((text) => ({ text }));
}

function actLines(screen: Screen): readonly Span[] {
  const { act } = screen.ui;
  if (act === null || act.deed === null) return commandLines(screen);
  const { deed, typed, phase, answer } = act;
  const what: readonly Span[] = [
    { text: deedCommand(deed, screen.view.directory), tone: "strong" },
    ...previewLines(screen),
  ];
  switch (phase) {
    case "ready":
      return [
        ...what,
        { text: `type \`${confirmation(deed)}\` and Enter: ${typed}_`, tone: "warn" },
        { text: "Esc leaves all as it is", tone: "dim" },
      ];
    case "counting":
      return [...what, { text: `begins within ${String(COUNTDOWN_MS / 1_000)} seconds; Esc stops it`, tone: "bad" }];
    case "asked":
      return [...what, { text: "asked; waiting for the executor's answer", tone: "warn" }];
    case "answered":
      return [...what, { text: answer ?? "no answer", tone: "strong" }, { text: "Esc closes", tone: "dim" }];
  }
}

function previewLines({ view, ui }: Screen): readonly Span[] {
  const deed = ui.act?.deed;
  if (deed?.kind !== "flatten") return [];
  const down = view.status.venues.filter(({ state }) => state !== "ok").map(({ venue, state }) => `${venue} ${state}`);
  const cost = deed.notionalUsd * COST_SHARE;
  return [
    {
      text: `closes ${String(deed.orders)} positions, ${deed.notionalUsd.toFixed(0)} USDT at market, about ${cost.toFixed(0)} USDT of cost`,
    },
    {
      text: down.length === 0 ? "every venue can be reached" : `not in order: ${down.join(", ")}`,
      tone: down.length === 0 ? "dim" : "bad",
    },
  ];
}

/** Taker fee and slippage of a liquid market; what it costs stands in the books afterwards. */
const COST_SHARE = 0.001;

export function drawOverlay(pane: Pane, screen: Screen): void {
  switch (screen.ui.overlay) {
    case "help":
      box(pane, `KEYS of ${screen.ui.page}`, helpLines(screen));
      return;
    case "alerts":
      box(pane, "ALERTS and what is held back", alertLines(screen));
      return;
    case "intent":
      box(pane, "INTENT that was refused (y copies it with its veto)", intentLines(screen));
      return;
    case "act":
      box(pane, "ACT", actLines(screen));
      return;
    case null:
  }
}
