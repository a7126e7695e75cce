import { DataError } from "../parquet/data-error.js";

/** The one file inside an archive. */
export interface ZippedFile {
  readonly name: string;
  readonly text: string;
}

/** A month of 1-minute bars is 6 MB of text; more than this is no file of bars. */
const MOST_BYTES = 128 * 1_024 * 1_024;

/**
 * Takes the CSV out of a zip and proves its CRC.
 *
 * Errors: DataError `zip_invalid` for bytes that are no whole zip, or one that does not hold exactly one CSV.
 */
export async function readZippedCsv(bytes: Uint8Array, file: string): Promise<ZippedFile> {
  const { configure, TextWriter, Uint8ArrayReader, ZipReader } = await import("@zip.js/zip.js");
  configure({ useWebWorkers: false });
  const refuse = (expected: string, found: string): DataError =>
    new DataError({ code: "zip_invalid", file, expected, found });
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { checkSignature: true });
  try {
    const entries = (await reader.getEntries()).filter((entry) => !entry.directory && /\.csv$/i.test(entry.filename));
    const [entry] = entries;
    if (entry === undefined || entry.directory || entries.length > 1) throw refuse("one CSV file", `${entries.length}`);
    if (entry.uncompressedSize > MOST_BYTES) {
      throw refuse(`at most ${MOST_BYTES} bytes`, `${entry.uncompressedSize} bytes`);
    }
    return { name: entry.filename, text: await entry.getData(new TextWriter()) };
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw refuse("a whole zip", error instanceof Error ? error.message : String(error));
  } finally {
    await reader.close();
  }
}
