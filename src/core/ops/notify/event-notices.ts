import type { JournalEvent } from "../../domain/event.js";
import type { NoticeSeverity } from "../../domain/severity.js";
import type { Notice } from "../../ports/notifier.js";
import { wordsOf } from "../../readmodel/session/event-log.js";

/** Lines that are worth a message of their own; what lasts is an alarm instead. */
const TOLD: Partial<Record<JournalEvent["type"], NoticeSeverity>> = {
  "position.liquidated": "critical",
  "invariant.broken": "critical",
  "order.foreign": "warning",
  "key.refused": "warning",
  "key.rotated": "info",
  "config.refused": "warning",
  "config.reloaded": "info",
  "operator.halted": "warning",
  "operator.resumed": "warning",
  "operator.flattened": "warning",
  "lease.armed": "info",
  "lease.disarmed": "info",
  "interlock.refused": "warning",
  "session.started": "info",
  "session.resumed": "info",
  "session.configured": "info",
  "session.ended": "info",
  "stop.requested": "info",
};

/** generation: hash of the journal's first line, so that sessions begun anew are told apart. */
export function eventNotice(event: JournalEvent, generation: string, nowMs: number): Notice | null {
  const severity = TOLD[event.type];
  const [words] = severity === undefined ? [] : wordsOf(event);
  if (severity === undefined || words === undefined) return null;
  const title = `${severity.toUpperCase()} ${event.type}`;
  const key = `event:${generation.slice(0, 12)}:${String(event.seq)}`;
  return { key, kind: "event", severity, title, text: `${event.at} ${words.text}`, atMs: nowMs };
}
