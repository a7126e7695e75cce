/** The figure, or null where there is none: documents have no NaN and no Infinity. */
export function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
