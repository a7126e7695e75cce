import { executorCommand, hasVenue, type Mode } from "../domain/mode.js";
import type { TradingState } from "../domain/trading-state.js";
import { ok, type Result } from "../lib/result.js";
import { age } from "../lib/format.js";
import { isoUtc, SECOND_MS } from "../lib/time.js";
import { type HealthFile, healthFile, openCircuits, type VenueHealthRow } from "../telemetry/health.schema.js";
import type { AlertRow, BookFigures, CauseRow, RiskStateFile } from "../telemetry/risk-state.schema.js";
import type { VetoSummary } from "../telemetry/vetoes.schema.js";
import { heartbeatAgeMs, isAlive, startingMs } from "./heartbeat.js";
import { idleAlerts } from "./idleness.js";
import { readDocument, type ReadFailure, type StateReader } from "./read-state.js";
import { readRiskState } from "./risk.js";
import { hasEnded } from "./session-end.js";

/** What `hedge status --json` prints, in this order. */
export interface StatusDocument extends BookFigures {
  readonly schema: "hedge.status/1";
  readonly mode: Mode;
  readonly alive: boolean;
  readonly ended: boolean;
  readonly tradingState: TradingState;
  readonly causes: readonly CauseRow[];
  readonly at: string;
  readonly nav: { readonly value: string | null; readonly ageMs: number | null };
  readonly vetoes: Pick<VetoSummary, "windowMs" | "total" | "last">;
  readonly venues: readonly Omit<VenueHealthRow, "circuits">[];
  readonly alerts: readonly AlertRow[];
}

/** What only the machine knows: who holds the lock now, and what time it is. */
export interface Liveness {
  readonly lockHeld: boolean;
  /** Who took the lock, and when on the wall; left out where its record can't be read. */
  readonly holder?: { readonly pid: number; readonly sinceMs: number };
  readonly nowWallMs: number;
  /** Wall time since each telemetry file was last written; left out where nobody looked. */
  readonly fileAgesMs?: Readonly<Record<string, number>>;
  /** Why nobody can go on with the journal, in words; left out where it is sound or somebody writes to it. */
  readonly damage?: string;
  /** Why nobody may trade on the books here: they are a copy, or go on elsewhere. Left out where somebody may. */
  readonly standby?: {
    readonly why: "fenced" | "replica" | "restoring";
    readonly message: string;
    readonly fix: string;
  };
  /** The books of an instant that is over: nobody needs to trade on them. */
  readonly isPast?: boolean;
}

/** Whole seconds: row 1 of the screens has the same age beside it. */
function agoText(ageMs: number): string {
  return age(Math.floor(ageMs / SECOND_MS) * SECOND_MS);
}

/** In a directory that no executor may use, the one that it tells of is elsewhere. */
function standbyAlert(standby: NonNullable<Liveness["standby"]>, ageMs: number | null, alive: boolean): AlertRow {
  const { why, message, fix } = standby;
  const behind = ageMs === null ? "no heartbeat yet" : `${agoText(ageMs)} behind the last heartbeat`;
  const text = alive ? `${message}; ${behind}` : `${message}; ${behind}. ${fix}`;
  return { severity: alive ? "warning" : "critical", code: `standby_${why}`, message: text };
}

function livenessAlert(mode: Mode, health: HealthFile | null, life: Liveness): AlertRow {
  const { lockHeld, holder, nowWallMs, damage } = life;
  const ageMs = heartbeatAgeMs(health, nowWallMs);
  if (life.standby !== undefined && !lockHeld) return standbyAlert(life.standby, ageMs, false);
  const beat = ageMs === null ? "no heartbeat yet" : `last heartbeat ${agoText(ageMs)} ago`;
  if (holder !== undefined && startingMs(life, health) !== null) {
    const what = hasVenue(mode) ? "asks its venue for all it needs" : "brings its books up to date from the journal";
    const message = `process ${String(holder.pid)} has been starting since ${isoUtc(holder.sinceMs)}: it ${what}`;
    return { severity: "warning", code: "executor_starting", message };
  }
  if (lockHeld) {
    return { severity: "critical", code: "executor_frozen", message: frozenText(holder?.pid ?? health?.pid, beat) };
  }
  if (damage !== undefined)
    return { severity: "critical", code: "journal_damaged", message: damagedText(mode, damage) };
  const stopped = health?.state === "stopped";
  const how = stopped ? "stopped before its end" : "no executor runs";
  const message = `${how}, ${beat}; \`${executorCommand(mode)}\` goes on`;
  return { severity: "critical", code: stopped ? "executor_stopped" : "executor_dead", message };
}

/** Two ways out: with the positions, or without. */
function frozenText(pid: number | undefined, beat: string): string {
  const [who, id] = pid === undefined ? ["a process", "PID"] : [`pid ${String(pid)}`, String(pid)];
  return (
    `${who} lives and holds the lock, but hangs: ${beat}. If it was stopped by hand, \`kill -CONT ${id}\` lets it go on; ` +
    `\`hedge flatten\` ends it and closes everything; \`kill -9 ${id}\` and a restart keep the positions with their stops`
  );
}

function damagedText(mode: Mode, damage: string): string {
  const held = hasVenue(mode) ? "; what is held keeps its stops at the venue" : "";
  const what = `${damage}: neither \`${executorCommand(mode)}\` nor \`hedge flatten\` goes on with these books${held}`;
  return `${what} (docs/OPERATIONS.md, A damaged journal)`;
}

/** Which class of endpoints is cut off; the row of the venue says only that it is down. */
function circuitAlerts(health: HealthFile | null): readonly AlertRow[] {
  return (health?.venues ?? []).flatMap(({ venue, circuits }) => {
    const open = openCircuits(circuits);
    if (open.length === 0) return [];
    const which = `${open.length === 1 ? "circuit" : "circuits"} of ${open.join(", ")}`;
    const message = `${venue}: ${which} open: the venue did not answer, or shut us out; tried again by itself`;
    return [{ severity: "warning", code: "circuit_open", message }];
  });
}

function idleAlertsOf({ risk, health, life: { fileAgesMs } }: StatusParts): readonly AlertRow[] {
  if (health === null) return [];
  return idleAlerts({ risk, health, ...(fileAgesMs === undefined ? {} : { fileAgesMs }) });
}

interface StatusParts {
  readonly risk: RiskStateFile;
  readonly health: HealthFile | null;
  readonly life: Liveness;
  readonly ended: boolean;
}

/**
 * What has passed on the wall since a process that no longer beats wrote its figures. Market time of recorded data goes
 * on with its executor alone.
 */
function silentMs({ risk, ended }: StatusParts, alive: boolean, beatAgeMs: number | null): number {
  const goesOn = risk.mode !== "paper" && !ended && !alive;
  return goesOn ? Math.max(0, beatAgeMs ?? 0) : 0;
}

function copyAlerts({ standby }: Liveness, ageMs: number | null): readonly AlertRow[] {
  return standby?.why === "replica" ? [standbyAlert(standby, ageMs, true)] : [];
}

function compose(parts: StatusParts): StatusDocument {
  const { risk, health, life, ended } = parts;
  const ageMs = heartbeatAgeMs(health, life.nowWallMs);
  const alive = isAlive(life, health);
  const { value, ageMs: navAgeMs } = risk.nav;
  const { book, vetoes } = risk;
  const sinceMs = silentMs(parts, alive, ageMs);
  const isUnprotected = risk.alerts.some(({ code }) => code === "position_unprotected");
  return {
    schema: "hedge.status/1",
    mode: risk.mode,
    alive,
    ended,
    tradingState: risk.tradingState,
    causes: risk.causes,
    at: risk.at,
    nav: { value, ageMs: navAgeMs === null ? null : navAgeMs + sinceMs },
    dayPnl: book.dayPnl,
    dayPnlPct: book.dayPnlPct,
    drawdown: book.drawdown,
    grossExposure: book.grossExposure,
    netExposure: book.netExposure,
    positions: book.positions,
    openOrders: book.openOrders,
    unknownOrders: book.unknownOrders,
    unprotectedSeconds: book.unprotectedSeconds + (isUnprotected ? sinceMs / SECOND_MS : 0),
    vetoes: { windowMs: vetoes.windowMs, total: vetoes.total, last: vetoes.last },
    venues: (health?.venues ?? []).map(({ circuits: _circuits, ...row }) => row),
    // What a process that is gone thought of its venue says nothing of now.
    alerts: alive
      ? [...copyAlerts(life, ageMs), ...risk.alerts, ...circuitAlerts(health), ...idleAlertsOf(parts)]
      : [...(ended || life.isPast === true ? [] : [livenessAlert(risk.mode, health, life)]), ...risk.alerts],
  };
}

/** The state of a session at a glance. */
export async function readStatus(state: StateReader, life: Liveness): Promise<Result<StatusDocument, ReadFailure>> {
  const risk = await readRiskState(state);
  if (!risk.ok) return risk;
  const hasHealth = state.files.exists(`${state.directory}/health.json`);
  const health = hasHealth ? readDocument(state, "health.json", healthFile) : ok(null);
  if (!health.ok) return health;
  // A journal segment is read only when nobody is writing to it: a watch would otherwise read it every second.
  const ended = !life.lockHeld && hasEnded(state);
  return ok(compose({ risk: risk.value, health: health.value, life, ended }));
}

/** Nobody needs to look: it trades without a critical alert, or its session is over. */
export function isFine({ ended, alive, alerts }: Pick<StatusDocument, "ended" | "alive" | "alerts">): boolean {
  return ended || (alive && !alerts.some(({ severity }) => severity === "critical"));
}
