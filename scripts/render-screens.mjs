/**
 * Pictures of the live screens: every page of a session's state directory at 80×24, and two at larger sizes, as PNG into
 * docs/generated/screens/. For people who look at them; no test compares them.
 *
 *   node scripts/render-screens.mjs STATE_DIRECTORY [--out DIR]        (needs a build, and chromium on the PATH)
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
const root = fileURLToPath(new URL("..", import.meta.url));
const [state] = positionals;
if (state === undefined) throw new Error("usage: node scripts/render-screens.mjs STATE_DIRECTORY [--out DIR]");
const out = flags.out ?? join(root, "docs/generated/screens");
const dist = (path) => import(join(root, "dist", path));
const browser = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);
if (browser === undefined) throw new Error("chromium is not on the PATH");

const { openScreens } = await dist("core/app/screens/open-screens.js");
const { composeScreen } = await dist("tui/screen.js");
const { createTheme } = await dist("tui/paint/theme.js");
const { initialUi } = await dist("tui/model/ui-state.js");
const { lookOf } = await dist("tui/paint/style.js");
const { PAGES } = await dist("tui/model/pages.js");

const CELL = { width: 9, height: 18 };
const PALETTE = [
  ...["#1c1f26", "#cc4b4b", "#4ea65a", "#d79921", "#4c7fd0", "#b16286", "#4aa8b5", "#c8ccd4"],
  ...["#6b7280", "#e06c6c", "#7ac77f", "#f0b84a", "#7aa8f0", "#d08bb0", "#7fd0dc", "#ffffff"],
];
const [PAPER, INK] = ["#14161b", "#c8ccd4"];

function colour(index) {
  if (index < 16) return PALETTE[index];
  const level = (value) => (value === 0 ? 0 : 55 + 40 * value);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))},${level(Math.floor(cube / 6) % 6)},${level(cube % 6)})`;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Fonts often have no braille: each dot is a circle. */
function dots(character, x, y, fill) {
  const bits = character.codePointAt(0) - 0x2800;
  const places = [0, 1, 2, 6].map((bit, row) => [bit, 0, row]).concat([3, 4, 5, 7].map((bit, row) => [bit, 1, row]));
  return places
    .filter(([bit]) => bits & (1 << bit))
    .map(
      ([, column, row]) => `<circle cx="${x + 2.5 + column * 4}" cy="${y + 2.5 + row * 4.4}" r="1.3" fill="${fill}"/>`,
    )
    .join("");
}

function cellSvg(grid, at) {
  const character = grid.characters[at];
  const look = lookOf(grid.styles[at]);
  const [x, y] = [(at % grid.width) * CELL.width, Math.floor(at / grid.width) * CELL.height];
  let [ink, paper] = [
    look.foreground === undefined ? INK : colour(look.foreground),
    look.background === undefined ? null : colour(look.background),
  ];
  if (look.inverse) [ink, paper] = [paper ?? PAPER, ink];
  const back =
    paper === null ? "" : `<rect x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height}" fill="${paper}"/>`;
  if (character === " " || character === "") return back;
  const dim = look.dim ? ' opacity="0.55"' : "";
  if (/[\u2800-\u28ff]/.test(character)) return `${back}<g${dim}>${dots(character, x, y, ink)}</g>`;
  const weight = look.bold ? ' font-weight="bold"' : "";
  return `${back}<text x="${x}" y="${y + 14}" fill="${ink}"${weight}${dim}>${escaped(character)}</text>`;
}

function svg(grid) {
  const [width, height] = [grid.width * CELL.width, grid.height * CELL.height];
  const cells = grid.characters.map((_, at) => cellSvg(grid, at)).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans Mono, monospace" font-size="15"><rect width="100%" height="100%" fill="${PAPER}"/>${cells}</svg>`;
}

function picture(name, grid, folder) {
  const [width, height] = [grid.width * CELL.width, grid.height * CELL.height];
  const page = join(folder, `${name}.html`);
  writeFileSync(page, `<!doctype html><body style="margin:0;background:${PAPER}">${svg(grid)}`);
  const size = `--window-size=${width},${height}`;
  const ways = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size];
  const made = spawnSync(browser, [...ways, `--screenshot=${join(out, `${name}.png`)}`, `file://${page}`], {
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`${browser} made no picture: ${made.stderr}`);
  process.stdout.write(`${name}.png ${grid.width}×${grid.height}\n`);
}

const feed = await openScreens({ state, notice: () => undefined });
if (!feed.ok) throw new Error(feed.error.message);
const read = await feed.value.read();
if (!read.ok) throw new Error(read.error.message);
const theme = createTheme("default", { colour: true, ascii: false });
const screen = (page, changes = {}) => {
  const ui = { ...initialUi(page, "default"), ...changes.ui };
  const base = { view: read.value, theme, elapsedMs: 0, frozenMs: null, tick: true, investor: false, operator: false };
  return { ...base, ...changes, ui };
};
mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "hedge-screens-"));
try {
  for (const { name } of PAGES) picture(`tui-${name}`, composeScreen(screen(name), 80, 24), folder);
  picture("tui-investor", composeScreen(screen("fund", { investor: true }), 80, 24), folder);
  picture("tui-help", composeScreen(screen("positions", { ui: { overlay: "help" } }), 80, 24), folder);
  picture("tui-overview-120x40", composeScreen(screen("overview"), 120, 40), folder);
  picture("tui-overview-200x60", composeScreen(screen("overview"), 200, 60), folder);
  picture("tui-router-200x60", composeScreen(screen("router"), 200, 60), folder);
  picture("tui-fund-120x40", composeScreen(screen("fund"), 120, 40), folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
