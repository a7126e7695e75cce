// How fast columns of bars come into memory: from the column cache and from Parquet, in this process (A B A B …), and from
// a cold process. Rows are doubled in memory until a file has about a million. Medians with the fastest and the slowest.
//
//   node research/bench/columns.mjs [ROUNDS]
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { openColumnSource } from "../../dist/core/adapters/lake/column-source.js";
import { openLake } from "../../dist/core/adapters/lake/open-lake.js";
import { openBarStore } from "../../dist/core/adapters/parquet/bar-store.js";
import { systemClock } from "../../dist/core/adapters/system/clock.js";

const ROUNDS = Number(process.argv[2] ?? 15);
const ROWS = 1_000_000;
const MINUTE_MS = 60_000;
const VENUE = "bench";
const root = fileURLToPath(new URL("../../", import.meta.url));
const place = mkdtempSync(join(tmpdir(), "hedge-columns-"));
const directory = join(place, "lake");
const cacheDirectory = join(place, "columns");

/** A walk of a million minutes: prices of ticks, volumes of steps, so that SNAPPY has what it has in a real file. */
async function makeLake() {
  const columns = Array.from({ length: 5 }, () => new Float64Array(ROWS));
  let price = 30_000;
  let state = 1;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let row = 0; row < ROWS; row += 1) {
    const close = Math.round((price + (random() - 0.5) * 20) * 10) / 10;
    const [high, low] = [Math.max(price, close) + 1, Math.min(price, close) - 1];
    [price, high, low, close, Math.round(random() * 1e5) / 1e3].forEach((value, c) => (columns[c][row] = value));
    price = close;
  }
  const timesMs = Float64Array.from({ length: ROWS }, (_, row) => Date.UTC(2022, 0, 1) + row * MINUTE_MS);
  const lake = await openLake(directory, nodeFiles, systemClock);
  await lake.put(
    { kind: "ohlcv", venue: VENUE, symbol: "AAAUSDT", timeframe: "1m" },
    { timesMs, values: columns },
    "made",
  );
  lake.close();
}

const fromCache = async () => {
  const source = await openColumnSource({ directory, venue: VENUE, timeframe: "1m", cacheDirectory });
  return source.columns("AAAUSDT");
};
const fromParquet = async () => (await openBarStore({ directory, venue: VENUE, timeframe: "1m" })).bars("AAAUSDT");

/** Time and processor time of a load: on a machine with other work only the second says what the code needs. */
async function timeOf(load, times) {
  const [startMs, before] = [performance.now(), process.cpuUsage()];
  const { openTimeMs } = await load();
  if (openTimeMs.length !== ROWS) throw new Error(`${openTimeMs.length} rows`);
  const { user, system } = process.cpuUsage(before);
  times.wall.push(performance.now() - startMs);
  times.cpu.push((user + system) / 1_000);
}

/** A process that does nothing but load the bundled bars of BTCUSDT; from its start to its end. */
function coldMs(code) {
  const startMs = performance.now();
  execFileSync(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "ignore", "inherit"] });
  return performance.now() - startMs;
}

const bundled = { directory: join(root, "research/data"), venue: "binance-usdm", timeframe: "1h" };
const coldCache = `const { openColumnSource } = await import(${JSON.stringify(join(root, "dist/core/adapters/lake/column-source.js"))});
await (await openColumnSource(${JSON.stringify({ ...bundled, cacheDirectory })})).columns("BTCUSDT");`;
const coldParquet = `const { openBarStore } = await import(${JSON.stringify(join(root, "dist/core/adapters/parquet/bar-store.js"))});
await (await openBarStore(${JSON.stringify(bundled)})).bars("BTCUSDT");`;

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function report(name, timesMs, rows) {
  const spread = `${Math.min(...timesMs).toFixed(1)} to ${Math.max(...timesMs).toFixed(1)} ms`;
  const rate = rows === null ? "" : `, ${(rows / median(timesMs) / 1_000).toFixed(1)} M rows/s`;
  process.stdout.write(`${name.padEnd(34)} median ${median(timesMs).toFixed(1)} ms (${spread})${rate}\n`);
}

try {
  await makeLake();
  await fromCache();
  const times = {
    cache: { wall: [], cpu: [] },
    parquet: { wall: [], cpu: [] },
    bare: [],
    coldCache: [],
    coldParquet: [],
  };
  coldMs(coldCache);
  for (let round = 0; round < ROUNDS; round += 1) {
    await timeOf(fromCache, times.cache);
    await timeOf(fromParquet, times.parquet);
    times.bare.push(coldMs("0"));
    times.coldCache.push(coldMs(coldCache));
    times.coldParquet.push(coldMs(coldParquet));
  }
  report(`${ROWS} bars, column cache`, times.cache.wall, ROWS);
  report("  processor time", times.cache.cpu, ROWS);
  report(`${ROWS} bars, Parquet with checks`, times.parquet.wall, ROWS);
  report("  processor time", times.parquet.cpu, ROWS);
  report("cold process, nothing", times.bare, null);
  report("cold process, 17,544 bars, cache", times.coldCache, null);
  report("cold process, 17,544 bars, Parquet", times.coldParquet, null);
} finally {
  rmSync(place, { recursive: true, force: true });
}
