export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** UTC ISO-8601 with Z; milliseconds only where there are any: `2024-05-01T00:00:00Z`. */
export function isoUtc(epochMs: number): string {
  const text = new Date(epochMs).toISOString();
  return text.endsWith(".000Z") ? `${text.slice(0, -5)}Z` : text;
}

const UTC_TEXT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Parses a date or an instant; a text without zone is UTC.
 *
 * Units: epoch milliseconds out; null if the text is no such date.
 */
export function parseUtc(text: string): number | null {
  if (!UTC_TEXT.test(text)) return null;
  const zoned = /T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : text.includes("T") ? `${text}Z` : `${text}T00:00:00Z`;
  const epochMs = Date.parse(zoned);
  if (!Number.isFinite(epochMs)) return null;
  // Date.parse rolls 2024-02-30 over to March: such a date is a typo, not a date.
  const day = text.slice(0, 10);
  return new Date(Date.parse(`${day}T00:00:00Z`)).toISOString().startsWith(day) ? epochMs : null;
}
