import { execFile } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { err, ok, type Result } from "../../lib/result.js";
import { temporaryDirectory } from "./temporary-directory.js";

const TIMEOUT_MS = 60_000;
const OWNER_ONLY = 0o600;

/** Nothing leaves the machine and nothing of the user's own browser is touched. */
const QUIET = [
  ...["--headless=new", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-extensions"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-default-apps"],
  ...["--proxy-server=http://127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND"],
];

/**
 * Prints an HTML file of ours as PDF through Chromium, which gets a profile of its own for the moment.
 *
 * Errors: what Chromium said last.
 */
export async function printPage(chromium: string, html: string, pdf: string): Promise<Result<null, string>> {
  const profile = temporaryDirectory("print");
  // Chromium's sandbox does not work for root; the page is ours and has no script.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const words = [
    ...[...QUIET, ...asRoot, `--user-data-dir=${profile.path}`],
    ...["--no-pdf-header-footer", `--print-to-pdf=${resolve(pdf)}`, pathToFileURL(resolve(html)).href],
  ];
  try {
    const printed = await new Promise<Result<null, string>>((settle) => {
      execFile(chromium, words, { timeout: TIMEOUT_MS, encoding: "utf8" }, (error, _out, said) => {
        settle(error === null ? ok(null) : err(said.trim().split("\n").at(-1) ?? error.message));
      });
    });
    // Of the books, like the HTML: nobody else may read it.
    if (printed.ok && existsSync(pdf)) chmodSync(pdf, OWNER_ONLY);
    return printed;
  } finally {
    profile.dispose();
  }
}
