import { createMemoryFiles } from "../../src/core/adapters/fs/memory-files.js";
import { SessionReader } from "../../src/core/readmodel/session/session-reader.js";
import type { SessionView } from "../../src/core/readmodel/session/session-view.js";
import { DAY_MS, HOUR_MS, isoUtc } from "../../src/core/lib/time.js";
import { TelemetryWriter } from "../../src/core/telemetry/writer.js";
import { initialUi, type UiState } from "../../src/tui/model/ui-state.js";
import { createTheme } from "../../src/tui/paint/theme.js";
import type { Screen } from "../../src/tui/screen.js";
import { healthOf, playSample, START_MS, WALL_MS } from "../core/telemetry/sample-session.js";

const DIRECTORY = "cache/paper";
const STRATEGIES = ["momentum", "relative_value"] as const;

/** A hundred days of a fund that swings, in hours of one line each. */
function navLines(): string {
  let high = 0;
  const lines = Array.from({ length: 100 * 24 }, (_, hour) => {
    const nav = 100_000 + 2_000 * Math.sin(hour / 190) + hour * 1.5;
    high = Math.max(high, nav);
    const at = isoUtc(START_MS - (100 * 24 - hour) * HOUR_MS);
    return JSON.stringify({ at, mode: "paper", nav: nav.toFixed(2), drawdown: 1 - nav / high });
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** Round trips of two strategies, one a day each; every third loses. */
function orderLines(): string {
  const orders = Array.from({ length: 100 }, (_, day) =>
    STRATEGIES.flatMap((strategy, index) => {
      const gain = (day + index) % 3 === 0 ? -2 : 1.5 + index;
      const fixed = { mode: "paper", account: "main", symbol: "ETHUSDT", strategy, filledQty: "10", fees: "1.5" };
      const open = isoUtc(START_MS - (100 - day) * DAY_MS + HOUR_MS);
      const close = isoUtc(START_MS - (100 - day) * DAY_MS + 9 * HOUR_MS);
      const terms = { qty: "10", type: "limit", timeInForce: "IOC", status: "filled", price: null, triggerPrice: null };
      const route = { style: "taker", routeReason: "no_book", attempt: 0, purpose: "open", reduceOnly: false };
      const times = { submittedAt: open, acknowledgedAt: open, finishedAt: open, reason: null, makerQty: "0" };
      const more = {
        closePosition: false,
        venueOrderId: "V1",
        decisionPrice: "100",
        shortfallBps: 1,
        expectedCostBps: 7,
      };
      const id = `${strategy}${String(day)}`;
      const row = { ...fixed, ...terms, ...route, ...times, ...more, intentId: `i${id}` };
      return [
        { ...row, id: `o${id}`, at: open, intendedAt: open, side: "buy", averagePrice: "100" },
        { ...row, id: `c${id}`, at: close, intendedAt: close, side: "sell", averagePrice: String(100 + gain) },
      ];
    }),
  ).flat();
  return orders.map((order) => `${JSON.stringify(order)}\n`).join("");
}

function journalLines(extra: readonly object[]): string {
  const events = [
    { type: "operator.halted", state: "REDUCING", strategy: "momentum", reason: "looks wrong" },
    { type: "order.rejected", clientOrderId: "o1", code: -2019, reason: "Margin is insufficient." },
    { type: "funding.settled", symbol: "BTCUSDT", amount: "-1.25" },
    ...extra,
  ];
  return events
    .map((event, index) => ({ seq: index + 1, at: isoUtc(START_MS + index * 60_000), v: 1, mode: "paper", ...event }))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");
}

interface SampleChanges {
  readonly lockHeld?: boolean;
  /** Of the last heartbeat when it is read. */
  readonly ageMs?: number;
  readonly events?: readonly object[];
  /** `rates.json` of the state directory. */
  readonly rates?: object;
  /** How long before the reading another process took the lock. */
  readonly heldMs?: number;
}

/** A session's read model, made from files as an executor leaves them. */
export async function sampleView({
  lockHeld = true,
  ageMs = 400,
  events = [],
  heldMs,
  rates,
}: SampleChanges = {}): Promise<SessionView> {
  const files = createMemoryFiles();
  const writer = new TelemetryWriter(files, DIRECTORY);
  writer.flush(playSample(writer));
  writer.writeHealth(healthOf({}));
  writer.close();
  const appended = (name: string, text: string): void => {
    files.replace(`${DIRECTORY}/${name}`, text + (files.readText(`${DIRECTORY}/${name}`) ?? ""));
  };
  appended("nav.jsonl", navLines());
  appended("orders.jsonl", orderLines());
  appended("journal/000001.jsonl", journalLines(events));
  if (rates !== undefined) files.replace(`${DIRECTORY}/rates.json`, JSON.stringify(rates));
  const nowWallMs = WALL_MS + ageMs;
  const holder = heldMs === undefined ? {} : { holder: { pid: 4711, sinceMs: nowWallMs - heldMs } };
  const life = { lockHeld, nowWallMs, ...holder };
  const reader = new SessionReader({
    files,
    growing: files,
    directory: DIRECTORY,
    life: () => Promise.resolve(life),
    monotonicMs: () => 0,
    time: "now",
  });
  const read = await reader.read();
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

export function screenOf(view: SessionView, ui: Partial<UiState> = {}, changes: Partial<Screen> = {}): Screen {
  const state = { ...initialUi("overview", "default"), ...ui };
  const theme = createTheme(state.theme, { colour: false, ascii: false });
  return {
    view,
    ui: state,
    theme,
    elapsedMs: 0,
    frozenMs: null,
    tick: true,
    investor: false,
    operator: false,
    ...changes,
  };
}
