import { openInBrowser } from "../../adapters/system/open-in-browser.js";
import { Failure } from "../../lib/failure.js";

/** Shows a written page. Errors: Failure 5 where nothing opens one. */
export async function showPage(file: string): Promise<void> {
  if (await openInBrowser(file)) return;
  throw new Failure("no_browser", 5, "no program is there that opens a page", {
    path: "--open",
    file,
    fix: "The report is written: open the file in a browser.",
  });
}
