/**
 * Pictures of the web page and of the tear sheet, light, dark and as on a phone, for people to look at: docs/generated/screens.
 *
 *   node scripts/screens-web.mjs [STATE]   needs a Chromium; STATE is cache/paper unless another is named
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { findChromium } from "../dist/core/adapters/system/find-chromium.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const launcher = join(root, "bin/run.js");
const screens = join(root, "docs/generated/screens");
const state = process.argv[2] ?? "cache/paper";
/** A tear sheet is no wider. */
const SHEET_WIDTH = 1000;
const looks = [
  { look: "light", colorScheme: "light", width: 1280 },
  { look: "dark", colorScheme: "dark", width: 1280 },
  { look: "phone", colorScheme: "light", width: 390 },
];

const executablePath = findChromium();
if (executablePath === null) throw new Error("no Chromium is there (Debian: apt-get install chromium)");
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath, args });
const scratch = mkdtempSync(join(tmpdir(), "hedge-screens-"));
mkdirSync(screens, { recursive: true });

async function picture(name, { look, colorScheme, width }, show) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  await show(page);
  const path = join(screens, `${name}-${look}.png`);
  await page.screenshot({ path, fullPage: true });
  await context.close();
  process.stdout.write(`${path}\n`);
}

async function tearSheets() {
  const file = join(scratch, "sheet.html");
  const written = spawnSync(process.execPath, [launcher, "report", "--state", state, "--out", file]);
  if (written.status !== 0) throw new Error(String(written.stderr));
  for (const look of looks) {
    const width = Math.min(look.width, SHEET_WIDTH);
    await picture("tear-sheet", { ...look, width }, (page) => page.goto(pathToFileURL(file).href));
  }
}

async function webPages() {
  const words = ["dashboard", "--port", "0", "--json", "--state", state];
  const child = spawn(process.execPath, [launcher, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (part) => (stderr += part));
  await new Promise((resolve) => {
    child.stdout.on("data", (part) => {
      stdout += part;
      if (stdout.includes("\n")) resolve();
    });
  });
  for (const view of ["operator", "investor"]) {
    for (const look of looks) {
      const spent = [...stderr.matchAll(new RegExp(`the ${view} address .* takes (\\S+)`, "g"))];
      await picture(`web-${view}`, look, async (page) => {
        await page.goto(spent.at(-1)?.[1] ?? JSON.parse(stdout)[view]);
        await page.waitForSelector("#panels .uplot");
        await page.waitForTimeout(1_200);
      });
    }
  }
  child.kill("SIGTERM");
}

try {
  await tearSheets();
  await webPages();
} finally {
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}
