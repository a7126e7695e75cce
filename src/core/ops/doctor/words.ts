const KIB = 1_024;
const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"] as const;

/** `1536` → `1.5 KiB`; three digits at most, so that a limit and a figure beside it can be compared. */
export function bytesText(bytes: number): string {
  if (bytes === 1) return "1 byte";
  let value = bytes;
  let unit = 0;
  while (value >= KIB && unit < UNITS.length - 1) {
    value /= KIB;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, "")} ${UNITS[unit] ?? ""}`;
}

/** `1 file`, `3 files`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** The first names of a list, and how many more there are. */
export function listed(names: readonly string[], shown = 3): string {
  const first = names.slice(0, shown).join(", ");
  return names.length > shown ? `${first} and ${String(names.length - shown)} more` : first;
}

export function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
