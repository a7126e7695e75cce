import type { ColumnSource } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { readSource } from "../../../../src/core/adapters/lake/read-source.js";
import { toParquet } from "../parquet/temporary-set.js";
import { sha256Hex } from "../../../../src/core/lib/hash.js";
import { BINANCE_HEADER, HOUR_MS, JANUARY_2024_MS, temporaryPlace, visionRows, writeAt, zipOf } from "./import-lab.js";

const NOTHING = { kind: null, venue: null, symbol: null, timeframe: null };
const ARCHIVE = "data/futures/um/monthly";

function read(directory: string, name: string, content: string | Uint8Array, wanted = {}) {
  return readSource(nodeFiles, writeAt(directory, name, content), { ...NOTHING, ...wanted });
}

describe("files of the archive of Binance", () => {
  it("reads 24 bars of a zip, knows venue, symbol, kind and timeframe from its path, and verifies its .CHECKSUM", async () => {
    const place = temporaryPlace();
    const name = `${ARCHIVE}/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01.zip`;
    const zip = await zipOf("BTCUSDT-1h-2024-01.csv", `${BINANCE_HEADER}\n${visionRows(24)}\n`);
    writeAt(place, `${name}.CHECKSUM`, `${sha256Hex(zip)}  BTCUSDT-1h-2024-01.zip\n`);
    const source = await read(place, name, zip);
    expect(source).toMatchObject({ kind: "ohlcv", venue: "binance-usdm", symbol: "BTCUSDT", timeframe: "1h" });
    expect(source.checksum).toBe("verified");
    expect([...source.rows.timesMs]).toEqual(Array.from({ length: 24 }, (_, i) => JANUARY_2024_MS + i * HOUR_MS));
    expect(source.rows.values.map((column) => column[23])).toEqual([100, 101.25, 99.5, 100.5, 12.5]);
  });

  it("refuses a zip whose .CHECKSUM says another hash", async () => {
    const place = temporaryPlace();
    const name = `${ARCHIVE}/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01.zip`;
    writeAt(place, `${name}.CHECKSUM`, `${"0".repeat(64)}  BTCUSDT-1h-2024-01.zip\n`);
    const zip = await zipOf("a.csv", visionRows(1));
    await expect(read(place, name, zip)).rejects.toMatchObject({ code: "checksum_differs", expected: "0".repeat(64) });
  });

  it("refuses a zip with one flipped bit in its compressed bytes, and one cut short", async () => {
    const place = temporaryPlace();
    const zip = await zipOf("BTCUSDT-1h-2024-01.csv", visionRows(200));
    const flipped = zip.slice();
    flipped[200]! ^= 1;
    const wanted = { venue: "binance" };
    await expect(read(place, "BTCUSDT-1h-2024-01.zip", flipped, wanted)).rejects.toMatchObject({ code: "zip_invalid" });
    const cut = zip.subarray(0, zip.length - 40);
    await expect(read(place, "BTCUSDT-1h-2024-01.zip", cut, wanted)).rejects.toMatchObject({ code: "zip_invalid" });
  });

  it("reads bars without a header, and times in microseconds as spot has them since 2025", async () => {
    const place = temporaryPlace();
    const micro = visionRows(3, { fromMs: Date.UTC(2025, 0, 1), unit: 1_000 });
    const source = await read(place, "data/spot/monthly/klines/BTCUSDT/1h/BTCUSDT-1h-2025-01.csv", micro);
    expect(source).toMatchObject({ venue: "binance", symbol: "BTCUSDT", checksum: "absent" });
    expect(source.rows.timesMs[2]).toBe(Date.UTC(2025, 0, 1, 2));
  });

  it.each([
    ["decimal commas that make twelve cells of six", `${JANUARY_2024_MS},1,9,1,9,1,2,1,8,100,5,0`, "found 2"],
    [
      "bars of another length",
      visionRows(1).replace(`${JANUARY_2024_MS + HOUR_MS - 1}`, "1704081599999"),
      "1704081599999",
    ],
  ])("refuses %s in a file without a header by the time at which its bar ends, cell 7", async (_what, rows, found) => {
    const reading = read(temporaryPlace(), `${ARCHIVE}/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01.csv`, rows);
    await expect(reading).rejects.toMatchObject({ code: "csv_invalid", place: "line 1, column 7" });
    await expect(reading).rejects.toThrow(`expected the bar's last millisecond, ${JANUARY_2024_MS + HOUR_MS - 1}`);
    await expect(reading).rejects.toThrow(found);
  });

  it("takes rows below markPriceKlines for mark prices, whose volume of 0 is no volume", async () => {
    const name = `${ARCHIVE}/markPriceKlines/ETHUSDT/1h/ETHUSDT-1h-2024-01.csv`;
    const source = await read(temporaryPlace(), name, `${BINANCE_HEADER}\n${visionRows(2)}`);
    expect(source.kind).toBe("mark");
    expect(source.rows.values).toHaveLength(4);
  });

  it("reads funding that was stamped 8 ms late onto its hour, with a mark price that is not known", async () => {
    const text = `calc_time,funding_interval_hours,last_funding_rate\n${JANUARY_2024_MS + 8},8,0.00037409\n`;
    const source = await read(temporaryPlace(), `${ARCHIVE}/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2024-01.csv`, text);
    expect(source).toMatchObject({ kind: "funding", symbol: "BTCUSDT", timeframe: null });
    expect([source.rows.timesMs[0], source.rows.values[0]?.[0], source.rows.values[1]?.[0]]).toEqual([
      JANUARY_2024_MS,
      0.00037409,
      NaN,
    ]);
  });

  it.each([
    [{ symbol: "ETHUSDT" }, "is by its name of BTCUSDT, --symbol says ETHUSDT"],
    [{ timeframe: "4h" }, "is by its name of 1h, --timeframe says 4h"],
    [{ venue: null }, "its name does not tell the venue of its rows"],
  ])("refuses %j for a file named BTCUSDT-1h-2024-01.csv", async (wanted, message) => {
    const all = { venue: "binance", ...wanted };
    const reading = read(temporaryPlace(), "BTCUSDT-1h-2024-01.csv", visionRows(1), all);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ exitCode: 2 });
  });

  it("refuses index prices, which are no series of the lake", async () => {
    const name = `${ARCHIVE}/indexPriceKlines/BTCUSDT/1h/BTCUSDT-1h-2024-01.csv`;
    await expect(read(temporaryPlace(), name, visionRows(1))).rejects.toThrow("holds indexPriceKlines");
  });
});

const GENERIC = { venue: "binance", symbol: "AAAUSDT", timeframe: "1h" };
const GOOD = "2024-01-01T00:00Z,1,2,0.5,1.5,10";

describe("CSV of somebody else", () => {
  it.each([
    ["date;Close;Low;High;Open;Volume", "2024-01-01 00:00:00+00:00;1.5;0.5;2;1;10"],
    ["timestamp\topen\thigh\tlow\tclose\tvolume\tsymbol", "1704067200\t1\t2\t0.5\t1.5\t1e1\tAAA"],
    ["Open Time,open,high,low,close,base volume", "1704067200000000000,1,2,.5,1.5,10"],
  ])("finds the columns of %j by name", async (header, row) => {
    const source = await read(temporaryPlace(), "a.csv", `\uFEFF${header}\r\n${row}\r\n\r\n`, GENERIC);
    expect(source.rows.timesMs[0]).toBe(JANUARY_2024_MS);
    expect(source.rows.values.map((column) => column[0])).toEqual([1, 2, 0.5, 1.5, 10]);
  });

  it.each([
    ["date,open,high,low,close,volume,close", "columns 5 and 7 are close and close"],
    ["date,Open,high,low,close,volume,open", "columns 2 and 7 are Open and open"],
    ["date,open,high,low,close,volume,Date", "columns 1 and 7 are date and Date"],
  ])("refuses the header %j, which names a column twice", async (header, found) => {
    const reading = read(temporaryPlace(), "a.csv", `${header}\n${GOOD},3\n`, GENERIC);
    await expect(reading).rejects.toMatchObject({ code: "column_twice", place: "header", found });
  });

  it("sorts rows that came newest first", async () => {
    const text = "date,open,high,low,close,volume\n2024-01-01T01:00Z,2,2,2,2,0\n2024-01-01T00:00Z,1,1,1,1,0\n";
    const source = await read(temporaryPlace(), "a.csv", text, GENERIC);
    expect([...source.rows.values[3]!]).toEqual([1, 2]);
  });

  it.each([
    ["a price that is a word", GOOD.replace("1.5", "n/a"), "number_invalid", "line 3, column close"],
    ["a price that is missing", "2024-01-01T01:00Z,1,2", "number_invalid", "line 3, column low"],
    ["a date in the American way", GOOD.replace(/^[^,]*/, "01/31/2024"), "time_invalid", "line 3, column date"],
    ["30 February", GOOD.replace(/^[^,]*/, "2024-02-30"), "time_invalid", "line 3, column date"],
    ["a bar that opens at half past", GOOD.replace("00:00Z", "01:30Z"), "time_off_grid", "line 3"],
    ["a high below the close", "2024-01-01T01:00Z,1,1.2,0.5,1.5,10", "high_below_body", "line 3"],
    ["a low above the open", "2024-01-01T01:00Z,1,2,1.2,1.5,10", "low_above_body", "line 3"],
    ["a price of 0", "2024-01-01T01:00Z,0,2,0,1.5,10", "price_invalid", "line 3"],
    ["a negative volume", "2024-01-01T01:00Z,1,2,1,1.5,-1", "volume_invalid", "line 3"],
    ["a number too large for a double", "2024-01-01T01:00Z,1,1e999,1,1.5,1", "price_invalid", "line 3"],
  ])("refuses %s and names the place", async (_what, row, code, place) => {
    const text = `date,open,high,low,close,volume\n${GOOD}\n${row}\n`;
    await expect(read(temporaryPlace(), "a.csv", text, GENERIC)).rejects.toMatchObject({ code, place, file: "a.csv" });
  });

  it.each([
    ["no volume column", "date,open,high,low,close\n", "column_missing", "a column named volume or basevolume or vol"],
    ["5 columns and no header", "1704067200000,1,2,0.5,1.5\n", "header_missing", undefined],
    ["nothing at all", "", "rows_missing", "at least one row"],
    ["a quote that never ends", 'date,open,high,low,close,volume\n"2024', "csv_invalid", undefined],
  ])("refuses a file with %s", async (_what, text, code, expected) => {
    const reading = read(temporaryPlace(), "a.csv", text, GENERIC);
    await expect(reading).rejects.toMatchObject({ code, ...(expected === undefined ? {} : { expected }) });
  });
});

describe("Parquet of somebody else", () => {
  const timesMs = [JANUARY_2024_MS, JANUARY_2024_MS + HOUR_MS];
  const columns = (time: ColumnSource): ColumnSource[] => [
    { name: "Volume", data: [10, 11], type: "DOUBLE" },
    ...["open", "high", "low", "close"].map((name): ColumnSource => ({ name, data: [1, 1], type: "DOUBLE" })),
    time,
  ];

  it.each<[string, ColumnSource]>([
    ["a TIMESTAMP", { name: "date", data: timesMs.map((timeMs) => new Date(timeMs)), type: "TIMESTAMP" }],
    ["nanoseconds", { name: "timestamp", data: timesMs.map((timeMs) => BigInt(timeMs) * 1_000_000n), type: "INT64" }],
    ["microseconds", { name: "open_time", data: timesMs.map((timeMs) => BigInt(timeMs) * 1_000n), type: "INT64" }],
    ["text", { name: "date", data: timesMs.map((timeMs) => new Date(timeMs).toISOString()), type: "STRING" }],
  ])("reads bars whose time is %s", async (_what, time) => {
    const source = await read(temporaryPlace(), "a.parquet", toParquet(columns(time)), GENERIC);
    expect([...source.rows.timesMs]).toEqual(timesMs);
    expect([...source.rows.values[4]!]).toEqual([10, 11]);
  });

  it("names the row of a time that is none, and of a bar that can't be", async () => {
    const bad: ColumnSource = { name: "date", data: ["2024-01-01", "soon"], type: "STRING" };
    await expect(read(temporaryPlace(), "a.parquet", toParquet(columns(bad)), GENERIC)).rejects.toMatchObject({
      code: "time_invalid",
      place: "column date, row 1",
      found: "soon",
    });
    const off: ColumnSource = { name: "t", data: timesMs.map((timeMs) => BigInt(timeMs + 60_000)), type: "INT64" };
    await expect(
      read(temporaryPlace(), "a.parquet", toParquet(columns({ ...off, name: "ts" })), GENERIC),
    ).rejects.toMatchObject({
      code: "time_off_grid",
      place: "row 0",
    });
  });
});

describe("what would become other prices, or a path", () => {
  const wanted = { venue: "binance", symbol: "BTCUSDT", timeframe: "1h" };

  it("a decimal comma is refused, in a file that semicolons separate and in one that commas do", async () => {
    const semicolons = "open_time;open;high;low;close;volume\n1704067200000;1,9;1,9;1,2;1,8;100\n";
    await expect(read(temporaryPlace(), "a.csv", semicolons, wanted)).rejects.toMatchObject({
      ...{ code: "number_invalid", place: "line 2, column open", found: "1,9" },
    });
    const commas = "open_time,open,high,low,close,volume\n1704067200000,1,9,1,9,1,2,1,8,100\n";
    await expect(read(temporaryPlace(), "b.csv", commas, wanted)).rejects.toMatchObject({
      ...{ code: "csv_invalid", place: "line 2", expected: "6 cells" },
    });
  });

  it("empty cells behind the last column are harmless", async () => {
    const text = "open_time\topen\thigh\tlow\tclose\tvolume\n1704067200000\t1\t2\t1\t2\t100\t\t\n";
    expect((await read(temporaryPlace(), "a.csv", text, wanted)).rows.timesMs).toHaveLength(1);
  });

  it("a line of 100,000 characters is no row", async () => {
    const text = `open_time,open,high,low,close,volume\n${"1".repeat(100_000)}`;
    await expect(read(temporaryPlace(), "a.csv", text, wanted)).rejects.toMatchObject({ code: "csv_invalid" });
  });

  it.each([
    ["symbol", "btcusdt", "Did you mean BTCUSDT?"],
    ["symbol", "x usdt", "as in BTCUSDT"],
    ["symbol", "A/B", "as in BTCUSDT"],
    ["venue", "Binance", "Did you mean binance?"],
    ["venue", "../../evil", "as in binance-usdm"],
    ["venue", "", "as in binance-usdm"],
  ])("--%s '%s' is refused with 2: %s", async (flag, value, fix) => {
    const text = "open_time,open,high,low,close,volume\n1704067200000,1,2,1,2,100\n";
    await expect(read(temporaryPlace(), "a.csv", text, { ...wanted, [flag]: value })).rejects.toMatchObject({
      ...{ exitCode: 2, place: { path: `--${flag}`, fix: expect.stringContaining(fix) as unknown } },
    });
  });
});
