import { nodeFiles } from "../../adapters/fs/node-files.js";
import { findChromium } from "../../adapters/system/find-chromium.js";
import { printPage } from "../../adapters/system/print-page.js";
import { Failure } from "../../lib/failure.js";
import { readRates } from "../../journal/rates-file.js";
import { pageHtml } from "../../page/html.js";
import { randBeside } from "../../readmodel/rand.js";
import { forInvestors } from "../../research/tearsheet/for-investors.js";
import { tearSheetModel, worthOf } from "../../research/tearsheet/model.js";
import type { TearSheetSource } from "../../research/tearsheet/source.js";
import { type TearSheetDocument, tearSheetDocument } from "../../research/tearsheet/tear-sheet-document.js";
import { tearSheetPage } from "../../research/tearsheet/tear-sheet-page.js";
import { isHtmlFile, requireFolder, writePage } from "../backtest/report/page-file.js";
import type { StatePlace } from "../choose-state.js";
import { showPage } from "./show-page.js";
import { booksOf, runOf } from "./tear-sheet-sources.js";

/** Flags of `hedge report` as they are parsed. */
interface TearSheetFlags {
  readonly run?: string | undefined;
  readonly investor: boolean;
  readonly pdf: boolean;
  readonly out?: string | undefined;
  readonly open: boolean;
}

/**
 * `hedge report`: writes the tear sheet of a session's books, or of a kept backtest, as one HTML file and on request as PDF.
 *
 * Errors: Failure 2 for an --out that is no HTML by its name or in no folder, or a run that there isn't, 3 for books or a run that can't
 * be read or a file that can't be written, 5 where there is no Chromium to print with or no program to open a page.
 */
export async function tearSheet(place: StatePlace, flags: TearSheetFlags): Promise<TearSheetDocument> {
  requireHtml(flags.out);
  // Before anything is folded: who asks for a PDF waits for nothing else.
  const chromium = flags.pdf ? requireChromium() : null;
  const { source, directory } = flags.run === undefined ? await booksOf(place) : await runOf(place.state, flags.run);
  const { investor } = flags;
  const model = tearSheetModel(investor ? forInvestors(source) : source);
  // A backtest has made no money: there is nothing to change into rand.
  const rand =
    source.mode === null ? null : randBeside(readRates({ files: nodeFiles, directory }), worthOf(model), source.toMs);
  const file = flags.out ?? `${directory}/reports/${fileName(source, investor)}`;
  if (flags.out === undefined) nodeFiles.makeDirectory(`${directory}/reports`);
  writePage(file, pageHtml(tearSheetPage(model, { investor, rand })));
  const pdf = chromium === null ? null : await print(chromium, file);
  if (flags.open) await showPage(pdf ?? file);
  return tearSheetDocument(model, { file, pdf, investor, rand });
}

/** By the day of the books, or by the run; both kinds of reader may have one. */
function fileName({ mode, id, toMs }: TearSheetSource, investor: boolean): string {
  const stem = mode === null ? id : new Date(toMs).toISOString().slice(0, 10);
  return `${stem}${investor ? "-investor" : ""}.html`;
}

function requireHtml(out: string | undefined): void {
  if (out === undefined) return;
  requireFolder(out);
  if (isHtmlFile(out)) return;
  const fix = "Name a file that ends in .html; --pdf writes a .pdf beside it.";
  throw new Failure("bad_out", 2, `--out ${out} is no .html`, { path: "--out", value: out, fix });
}

function requireChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  throw new Failure("no_chromium", 5, "no Chromium is there to print with", {
    path: "--pdf",
    fix: "Install it (Debian: apt-get install chromium), or name one in the variable CHROMIUM; or print the HTML from any browser.",
  });
}

async function print(chromium: string, html: string): Promise<string> {
  const pdf = html.replace(/\.html?$/i, ".pdf");
  const printed = await printPage(chromium, html, pdf);
  if (printed.ok && nodeFiles.exists(pdf)) return pdf;
  const why = printed.ok ? "it wrote no file" : printed.error;
  throw new Failure("print_failed", 5, `${chromium} did not print ${html}: ${why}`, {
    path: "--pdf",
    file: html,
    fix: "The HTML is written: print it from any browser.",
  });
}
