import type { InputEvent, JournalEvent } from "../../domain/event.js";

/** Members that the journal adds to an event. */
const ENVELOPE: ReadonlySet<string> = new Set(["seq", "at", "v", "mode", "correlationId", "hash"]);

/** Whether a journaled line carries exactly this input. */
export function isSameInput(journaled: JournalEvent, produced: InputEvent): boolean {
  const told = Object.entries(journaled).filter(([name]) => !ENVELOPE.has(name));
  const members = new Map<string, unknown>(Object.entries(produced));
  return (
    told.length === members.size && told.every(([name, value]) => members.has(name) && isSame(value, members.get(name)))
  );
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return left.length === right.size && left.every(([name, value]) => right.has(name) && isSame(value, right.get(name)));
}
