/**
 * The figure, or null where there is none: documents have no NaN and no Infinity. -0 would read back as 0, so it is 0.
 */
export function known(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}
