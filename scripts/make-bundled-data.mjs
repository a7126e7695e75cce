// Makes research/data from a directory of recorded market data: cuts every series to 2023-2024, writes Parquet
// (INT64 times as deltas, exact doubles, SNAPPY in row groups of about a quarter) and the manifest with hashes.
// Same source, same bytes: the compressor is JavaScript, so the result does not depend on the Node version.
//
//   node scripts/make-bundled-data.mjs SOURCE_DIR [OUT_DIR]
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetMetadataAsync, parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetWriteBuffer } from "hyparquet-writer";

const VENUE = "binance-usdm";
const FROM_MS = Date.UTC(2023, 0, 1);
const TO_MS = Date.UTC(2025, 0, 1);
const HOUR_MS = 3_600_000;
/** 17,544 hours = 8 groups of equal length, so that reading two weeks decodes one or two of them. */
const ROW_GROUP_ROWS = 2_193;
const MAX_TOTAL_BYTES = 12 * 1024 * 1024;

const BASES = ["BTC", "ETH", "SOL", "BNB", "XRP", "ADA", "DOGE", "LINK", "DOT", "ATOM", "LTC"];
const MARK_BASES = ["BTC", "ETH", "XRP"];
const FUNDING_BASES = ["BTC", "ETH", "XRP", "ADA", "LTC"];

const PRICES = ["open", "high", "low", "close"];
const KINDS = {
  ohlcv: { time: "open_time", values: [...PRICES, "volume"], timeframe: "1h", stepMs: HOUR_MS },
  mark: { time: "open_time", values: PRICES, timeframe: "1h", stepMs: HOUR_MS },
  funding: { time: "funding_time", values: ["funding_rate", "mark_price"], timeframe: "8h", stepMs: 8 * HOUR_MS },
};

function wantedFiles() {
  const bars = (kind) => (base) => ({
    kind,
    symbol: `${base}USDT`,
    source: `${kind}/${VENUE}/${base}USDT/1h.parquet`,
    path: `${kind}/${VENUE}/${base}USDT/1h.parquet`,
  });
  const funding = (base) => ({
    kind: "funding",
    symbol: `${base}USDT`,
    source: `funding/${base}USDT.parquet`,
    path: `funding/${VENUE}/${base}USDT.parquet`,
  });
  return [...BASES.map(bars("ohlcv")), ...MARK_BASES.map(bars("mark")), ...FUNDING_BASES.map(funding)];
}

/** The table at the end of the source's README: path → first digits of the SHA-256 and origin (repository@commit:path). */
function readOrigins(readme) {
  const origins = new Map();
  for (const line of readme.split("\n")) {
    const cells = line.split("|").map((cell) => cell.trim());
    if (cells.length === 12) origins.set(cells[1], { sha256Prefix: cells[9], origin: cells[10] });
  }
  return origins;
}

const sha256Hex = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function readColumns(bytes, names) {
  const file = {
    byteLength: bytes.byteLength,
    slice: (start, end = bytes.byteLength) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
  const metadata = await parquetMetadataAsync(file);
  const columns = Object.fromEntries(names.map((name) => [name, new Array(Number(metadata.num_rows))]));
  const onChunk = ({ columnName, columnData, rowStart }) => {
    for (let i = 0; i < columnData.length; i += 1) columns[columnName][rowStart + i] = columnData[i];
  };
  await parquetRead({ file, metadata, columns: names, compressors, onChunk });
  return columns;
}

function cutToSpan(columns, spec) {
  const times = columns[spec.time].map(Number);
  const first = times.findIndex((timeMs) => timeMs >= FROM_MS);
  const past = times.findIndex((timeMs) => timeMs >= TO_MS);
  const end = past === -1 ? times.length : past;
  const values = spec.values.map((name) => {
    const cut = Float64Array.from(columns[name].slice(first, end));
    if (!cut.every(Number.isFinite)) throw new Error(`${name} has a value that is not a finite number`);
    return [name, cut];
  });
  return { times: times.slice(first, end), values };
}

function findGaps(times, stepMs) {
  const gaps = [];
  for (let i = 1; i < times.length; i += 1) {
    const missing = (times[i] - times[i - 1]) / stepMs - 1;
    if (!Number.isInteger(missing) || missing < 0) throw new Error(`time ${times[i]} is off the grid of ${stepMs} ms`);
    if (missing > 0) gaps.push({ fromMs: times[i - 1] + stepMs, missing });
  }
  return gaps;
}

function encode(times, values, spec) {
  const time = {
    name: spec.time,
    data: BigInt64Array.from(times, BigInt),
    type: "INT64",
    encoding: "DELTA_BINARY_PACKED",
    // Readers find the row groups of a time range by these bounds.
    statistics: true,
  };
  const doubles = values.map(([name, data]) => ({ name, data, type: "DOUBLE", encoding: "PLAIN", statistics: false }));
  const columnData = [time, ...doubles].map((column) => ({ ...column, nullable: false }));
  return new Uint8Array(parquetWriteBuffer({ columnData, codec: "SNAPPY", rowGroupSize: ROW_GROUP_ROWS }));
}

/** Every value must come back bit for bit, times as well. */
async function assertRoundTrip(bytes, times, values, spec) {
  const back = await readColumns(bytes, [spec.time, ...spec.values]);
  const same =
    back[spec.time].every((timeMs, i) => Number(timeMs) === times[i]) &&
    values.every(
      ([name, data]) => back[name].length === data.length && data.every((v, i) => Object.is(v, back[name][i])),
    );
  if (!same) throw new Error("the written file does not read back bit for bit");
}

async function makeFile(wanted, dirs, origins) {
  const spec = KINDS[wanted.kind];
  const sourceBytes = await readFile(join(dirs.source, wanted.source));
  const known = origins.get(wanted.source);
  if (!known || !sha256Hex(sourceBytes).startsWith(known.sha256Prefix)) {
    throw new Error(`${wanted.source}: not the file that the README of the source describes`);
  }
  const { times, values } = cutToSpan(await readColumns(sourceBytes, [spec.time, ...spec.values]), spec);
  const lastMs = TO_MS - spec.stepMs;
  if (times[0] !== FROM_MS || times.at(-1) !== lastMs) throw new Error(`${wanted.source}: does not span 2023-2024`);

  const bytes = encode(times, values, spec);
  await assertRoundTrip(bytes, times, values, spec);
  const target = join(dirs.out, wanted.path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, bytes);
  return {
    path: wanted.path,
    kind: wanted.kind,
    venue: VENUE,
    symbol: wanted.symbol,
    timeframe: spec.timeframe,
    rows: times.length,
    firstMs: FROM_MS,
    lastMs,
    gaps: findGaps(times, spec.stepMs),
    sha256: sha256Hex(bytes),
    bytes: bytes.length,
    origin: known.origin,
  };
}

async function main() {
  const [source, out = fileURLToPath(new URL("../research/data", import.meta.url))] = process.argv.slice(2);
  if (!source) throw new Error("usage: node scripts/make-bundled-data.mjs SOURCE_DIR [OUT_DIR]");
  const origins = readOrigins(await readFile(join(source, "README.md"), "utf8"));
  const files = [];
  for (const wanted of wantedFiles()) files.push(await makeFile(wanted, { source, out }, origins));

  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (totalBytes > MAX_TOTAL_BYTES) throw new Error(`${totalBytes} bytes are more than the package may carry`);
  const manifest = {
    schema: "hedge.data-manifest/1",
    notes: [
      "Recorded public exchange data; origin names the repository, commit and path of the recording each file was cut from.",
      "Made by scripts/make-bundled-data.mjs; every value equals its source bit for bit.",
    ],
    files,
  };
  await writeFile(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  process.stdout.write(`${files.length} files, ${totalBytes} bytes\n`);
}

await main();
