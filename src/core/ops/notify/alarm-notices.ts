import { type NoticeSeverity, SEVERITIES } from "../../domain/severity.js";
import { age } from "../../lib/format.js";
import type { Notice } from "../../ports/notifier.js";
import type { Raised } from "./outbox.schema.js";

/** An alarm that holds now. */
export interface Alarm {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

export interface AlarmTerms {
  readonly settleMs: number;
  readonly repeatMs: number;
}

type RaisedByCode = Readonly<Record<string, Raised>>;

interface Watched {
  readonly raised: RaisedByCode;
  readonly notices: readonly Notice[];
}

/**
 * What people are told of the alarms of this moment: of a critical one at once, and again while it lasts; of a warning once it has
 * lasted; of the end of one that was told, once it has been away for as long. Alarms with one code are one.
 */
export function watchAlarms(before: RaisedByCode, alarms: readonly Alarm[], nowMs: number, terms: AlarmTerms): Watched {
  const raised: Record<string, Raised> = {};
  const notices: Notice[] = [];
  for (const [code, now] of worstByCode(alarms)) {
    const known = before[code];
    const next = { ...now, sinceMs: known?.sinceMs ?? nowMs, seenAtMs: nowMs, toldAtMs: known?.toldAtMs ?? null };
    const isDue = isToBeTold(next, known, nowMs, terms);
    if (isDue) notices.push(alarmNotice(code, next, nowMs));
    raised[code] = isDue ? { ...next, toldAtMs: nowMs } : next;
  }
  for (const [code, gone] of Object.entries(before)) {
    if (raised[code] !== undefined) continue;
    const isOver = nowMs - gone.seenAtMs >= terms.settleMs;
    if (!isOver) raised[code] = gone;
    else if (gone.toldAtMs !== null) notices.push(resolvedNotice(code, gone, nowMs));
  }
  return { raised, notices };
}

function isToBeTold(
  next: Raised,
  known: Raised | undefined,
  nowMs: number,
  { settleMs, repeatMs }: AlarmTerms,
): boolean {
  const isCritical = next.severity === "critical";
  if (next.toldAtMs === null) return isCritical || nowMs - next.sinceMs >= settleMs;
  if (!isCritical) return false;
  return known?.severity !== "critical" || nowMs - next.toldAtMs >= repeatMs;
}

function worstByCode(alarms: readonly Alarm[]): ReadonlyMap<string, Pick<Raised, "severity" | "message">> {
  const found = new Map<string, Pick<Raised, "severity" | "message">>();
  for (const { code, severity: told, message } of alarms) {
    const severity = severityOf(told);
    const known = found.get(code);
    if (known === undefined || SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(known.severity)) {
      found.set(code, { severity, message });
    }
  }
  return found;
}

function severityOf(told: string): NoticeSeverity {
  // A word that nobody knows is not milder than those that are known.
  return SEVERITIES.find((severity) => severity === told) ?? "critical";
}

function alarmNotice(code: string, { severity, message, sinceMs }: Raised, nowMs: number): Notice {
  const lasts = nowMs > sinceMs ? ` (for ${age(nowMs - sinceMs)})` : "";
  const title = `${severity.toUpperCase()} ${code}${lasts}`;
  return { key: `alarm:${code}:${String(nowMs)}`, kind: "alarm", severity, title, text: message, atMs: nowMs };
}

function resolvedNotice(code: string, { severity, sinceMs, seenAtMs }: Raised, nowMs: number): Notice {
  const title = `OVER ${code} (lasted ${age(Math.max(0, seenAtMs - sinceMs))})`;
  // Whoever was told of the alarm is told of its end.
  return { key: `over:${code}:${String(sinceMs)}`, kind: "resolved", severity, title, text: "", atMs: nowMs };
}
