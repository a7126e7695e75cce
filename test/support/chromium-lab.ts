import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../../src/core/adapters/system/find-chromium.js";

/** The Chromium to test with; null where there is none. `.ci/run` installs Debian's. */
export const chromiumPath = findChromium();

/** A headless Chromium that finds no host but this machine. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? "chromium",
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ...["--disable-background-networking", "--disable-component-update", "--no-first-run"],
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ],
  });
}
