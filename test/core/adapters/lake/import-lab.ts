import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { onTestFinished } from "vitest";

export const JANUARY_2024_MS = Date.UTC(2024, 0, 1);
export const HOUR_MS = 3_600_000;

/** A directory that goes away with the test. */
export function temporaryPlace(): string {
  const directory = mkdtempSync(join(tmpdir(), "hedge-lake-"));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** Writes a file with the folders above it and returns its path. */
export function writeAt(directory: string, name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

export async function zipOf(name: string, text: string): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  await writer.add(name, new TextReader(text));
  return writer.close();
}

export const BINANCE_HEADER =
  "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore";

/** Hourly rows as the archive of Binance writes them; `unit` 1000 writes microseconds. */
export function visionRows(count: number, { fromMs = JANUARY_2024_MS, unit = 1, close = 100.5 } = {}): string {
  return Array.from({ length: count }, (_, i) => {
    const openMs = fromMs + i * HOUR_MS;
    const closeTime = (openMs + HOUR_MS) * unit - 1;
    return `${openMs * unit},100.0,101.25,99.5,${close},12.500,${closeTime},1250.0,42,6.0,600.0,0`;
  }).join("\n");
}
