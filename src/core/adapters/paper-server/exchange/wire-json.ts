/** What the venue sends: plain data in which a bigint stands for an integer that a number can't hold. */
export type WireObject = Readonly<Record<string, unknown>>;

/**
 * Compact JSON. Order ids are 64-bit integers beyond 2^53 (one seen: 8389765739703625592); they are bigints here and
 * bare integers on the wire. `JSON.stringify` can write neither.
 */
export function wireJson(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(wireJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${wireJson(member)}`).join(",")}}`;
  }
  return value === undefined ? "null" : JSON.stringify(value);
}
