import { age } from "../lib/format.js";
import { DAY_MS, MINUTE_MS } from "../lib/time.js";
import type { HealthFile } from "../telemetry/health.schema.js";
import type { AlertRow, RiskStateFile } from "../telemetry/risk-state.schema.js";

/** How long a session that trades may go without a sign of doing so, in market time; daily strategies are slow. */
const SIGNALS_MS = 7 * DAY_MS;
const ENTRIES_MS = 7 * DAY_MS;
const EXITS_MS = 14 * DAY_MS;
/** Files are replaced every second or so. */
const FILES_MS = MINUTE_MS;

interface IdleLook {
  readonly risk: Pick<RiskStateFile, "mode" | "seq" | "tradingState" | "causes" | "vetoes" | "book">;
  readonly health: Pick<HealthFile, "ages" | "seq">;
  /** Wall time since each file was last written; left out where it is not known. */
  readonly fileAgesMs?: Readonly<Record<string, number>>;
}

const warning = (code: string, message: string): AlertRow => ({ severity: "warning", code, message });

/**
 * What a process that is alive does not do, in words that say where to look. Nothing here stops anything: a market may just
 * be quiet.
 */
export function idleAlerts(look: IdleLook): readonly AlertRow[] {
  return [...idleSignals(look), ...idleEntries(look), ...idleExits(look), ...frozenFiles(look)];
}

function idleSignals({ health: { ages } }: IdleLook): readonly AlertRow[] {
  const sinceMs = ages["signal"] ?? null;
  if (sinceMs === null || sinceMs <= SIGNALS_MS) return [];
  const { market } = ages;
  const data = typeof market === "number" ? `the newest mark is ${age(market)} old` : "no mark has come";
  return [
    warning(
      "idle_signals",
      `no strategy has given a signal for ${age(sinceMs)}; ${data}: \`hedge doctor signals\` names the condition that fails`,
    ),
  ];
}

/** Signals come and nothing is opened: something between them and the venue says no. */
function idleEntries({ health: { ages }, risk }: IdleLook): readonly AlertRow[] {
  const [sinceMs, signalMs] = [ages["entry"] ?? null, ages["signal"] ?? null];
  if (sinceMs === null || signalMs === null || sinceMs <= ENTRIES_MS || signalMs > SIGNALS_MS) return [];
  const last = `the last signal is ${age(signalMs)} old, the last order that opens ${age(sinceMs)}`;
  return [warning("idle_entries", `${last}: ${whyNoEntry(risk)}`)];
}

function whyNoEntry({ tradingState, causes, vetoes }: IdleLook["risk"]): string {
  if (tradingState !== "ACTIVE") {
    return `trading is ${tradingState} (${causes.map(({ code }) => code).join(", ")}): \`hedge risk show\``;
  }
  const [most] = Object.entries(vetoes.byRule).sort(([, a], [, b]) => b - a);
  if (most === undefined) return "they were dropped before risk saw them: `hedge doctor signals`";
  return `risk refused ${String(vetoes.total)} in the window, most by ${most[0]}: \`hedge vetoes --rule ${most[0]}\``;
}

function idleExits({ health: { ages }, risk }: IdleLook): readonly AlertRow[] {
  const sinceMs = ages["exit"] ?? null;
  if (risk.book.positions === 0 || sinceMs === null || sinceMs <= EXITS_MS) return [];
  const held = `${String(risk.book.positions)} position(s) are held`;
  const message = `${held}, and no exit or stop has been sent for ${age(sinceMs)}: \`hedge positions\` has their levels`;
  return [warning("idle_exits", message)];
}

/** In paper nothing is written while nothing happens. */
function frozenFiles({ risk, health, fileAgesMs = {} }: IdleLook): readonly AlertRow[] {
  const isDue = risk.mode !== "paper" || health.seq > risk.seq;
  const old = Object.entries(fileAgesMs).filter(([, ageMs]) => ageMs > FILES_MS);
  if (!isDue || old.length === 0) return [];
  const names = old.map(([name, ageMs]) => `${name} (${age(ageMs)})`).join(", ");
  const message = `the executor beats, but does not write ${names}: what is read there is old. Disk full, or files of another user? \`hedge doctor\``;
  return [warning("frozen_files", message)];
}
