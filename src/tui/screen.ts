import { utc } from "../core/lib/format.js";
import { answers, worst, worstSpan } from "./model/header.js";
import { footerText } from "./model/key-table.js";
import { isVoid, pulseOf } from "./model/liveness.js";
import { type PageName, PAGES } from "./model/pages.js";
import { isStoryRead } from "./model/story.js";
import type { UiState } from "./model/ui-state.js";
import { Grid } from "./paint/grid.js";
import { Pane, type Span } from "./paint/pane.js";
import { mixed } from "./paint/style.js";
import type { Theme } from "./paint/theme.js";
import { drawOverlay } from "./pages/overlays.js";
import type { DrawContext } from "./pages/draw-context.js";
import { drawFund } from "./pages/fund.js";
import { drawHealth } from "./pages/health.js";
import { drawMl } from "./pages/ml.js";
import { drawOrders } from "./pages/orders.js";
import { drawOverview } from "./pages/overview.js";
import { drawPositions } from "./pages/positions.js";
import { drawRisk } from "./pages/risk.js";
import { drawRouter } from "./pages/router.js";
import { drawStrategies } from "./pages/strategies.js";
import { drawVetoes } from "./pages/vetoes.js";
import type { SessionView } from "../core/readmodel/session/session-view.js";

/** Below this only the two header rows are shown. */
export const LEAST_SIZE = { width: 60, height: 16 } as const;
export const HEADER_ROWS = 2;
export const FOOTER_ROWS = 2;

/** What a screen is drawn from; the same parts give the same cells. */
export interface Screen {
  readonly view: SessionView;
  readonly ui: UiState;
  readonly theme: Theme;
  /** Since the view was read. */
  readonly elapsedMs: number;
  /** Since somebody stopped the screen; null while it follows. */
  readonly frozenMs: number | null;
  /** Alternates with each paint: a frozen connection shows. */
  readonly tick: boolean;
  /** Only the page for investors. */
  readonly investor: boolean;
  /** May act, not only tell how. */
  readonly operator: boolean;
}

const DRAW: Readonly<Record<PageName, (pane: Pane, context: DrawContext) => void>> = {
  overview: drawOverview,
  positions: drawPositions,
  vetoes: drawVetoes,
  orders: drawOrders,
  risk: drawRisk,
  router: drawRouter,
  strategies: drawStrategies,
  fund: drawFund,
  health: drawHealth,
  ml: drawMl,
};

/** Rows 1 and 2: the five answers and the worst alert. */
export function drawHeader(pane: Pane, { view, theme, elapsedMs, frozenMs, tick, operator }: Screen): void {
  const pulse = pulseOf(view, elapsedMs);
  const mode = `${view.mode.toUpperCase()}${operator ? "*" : ""}`;
  const row = answers({ view, pulse, frozenMs }, theme, { width: pane.width, mode });
  let x = pane.write(0, 0, mode, "strong") + row.gap;
  for (const [index, { width, span }] of row.answers.entries()) {
    if (index > 0) x += pane.write(x, 0, `${theme.signs.vertical}${row.padded ? " " : ""}`, "dim");
    pane.part(x, 0, width, 1).line(0, [span]);
    x += width;
  }
  const glyph = theme.signs.unicode ? (tick ? "●" : "○") : tick ? "*" : "+";
  drawClock(pane, x, view.at, glyph);
  const more = view.attention.length - 1;
  const hint = more > 0 ? `${String(more)} more [a]` : "";
  drawWorst(pane.part(0, 1, pane.width - hint.length - 1, 1), worstSpan(worst(view, pulse)));
  if (more > 0) pane.writeRight(1, hint, "dim");
}

/** A sentence that is cut keeps the key of the page which has all of it. */
function drawWorst(pane: Pane, { text, tone }: Span): void {
  const key = / \[.\]$/.exec(text)?.[0] ?? "";
  const written = pane.part(0, 0, pane.width - key.length).write(0, 0, text.slice(0, text.length - key.length), tone);
  pane.write(written, 0, key, tone);
}

/** Market time as far as there is room; the sign that alternates always has its cell. */
function drawClock(pane: Pane, from: number, at: string, glyph: string): void {
  const clock = utc(at);
  const texts = [`${clock} ${glyph}`, `${clock.slice(11)} ${glyph}`];
  const fitting = texts.find((text) => from + text.length <= pane.width);
  pane.writeRight(0, fitting ?? glyph, "dim");
}

export function drawPage(pane: Pane, { view, ui, elapsedMs }: Screen): void {
  const pulse = pulseOf(view, elapsedMs);
  DRAW[ui.page](pane, { view, ui, pulse });
  if (!isVoid(pulse)) return;
  const { dim } = pane.theme.styles;
  for (let y = 0; y < pane.height; y++) {
    pane.grid.restyle(pane.area.x, pane.area.y + y, pane.width, (style) => mixed(style, dim));
  }
}

/** The page row, the one that is open in brackets; where there is no room, the others are their keys alone. */
export function tabsText(page: PageName, investor: boolean, columns: number): string {
  const shown = investor ? PAGES.filter(({ name }) => name === "fund") : PAGES;
  const text = (isShort: boolean): string =>
    shown
      .map(({ name, key, label }) => (name === page ? `[${key} ${label}]` : isShort ? ` ${key}` : ` ${key} ${label} `))
      .join("");
  return text(false).length <= columns ? text(false) : text(true);
}

export function keysText({ ui, investor }: Pick<Screen, "ui" | "investor">, width: number): string {
  if (ui.typing !== null) return ` ${ui.typing.kind === "filter" ? "/" : ":"}${ui.typing.text}_`;
  if (ui.said !== null) return ` ${ui.said}`;
  if (ui.overlay !== null && ui.overlay !== "act") return " any key closes";
  return footerText({ page: ui.page, investor, inStory: isStoryRead(ui), isFrozen: ui.frozen }, width);
}

/** A whole frame without a terminal: what `--once` prints and tests look at. */
export function composeScreen(screen: Screen, width: number, height: number): Grid {
  const grid = new Grid(width, height);
  const pane = Pane.over(grid, screen.theme);
  if (!screen.investor) drawHeader(pane.part(0, 0, Infinity, HEADER_ROWS), screen);
  if (width < LEAST_SIZE.width || height < LEAST_SIZE.height) {
    pane.write(0, HEADER_ROWS, "resize to 80x24", "dim");
    return grid;
  }
  const top = screen.investor ? 0 : HEADER_ROWS;
  const body = pane.part(0, top, Infinity, height - top - FOOTER_ROWS);
  drawPage(body, screen);
  drawOverlay(body, screen);
  pane.write(0, height - 2, keysText(screen, width), "dim");
  pane.write(0, height - 1, tabsText(screen.ui.page, screen.investor, width));
  return grid;
}
