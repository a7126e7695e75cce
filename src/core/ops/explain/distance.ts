/** How far a change goes: relative for figures; a switch is farther than any figure. */
export function distance({ from, to }: { readonly from: unknown; readonly to: unknown }): number {
  if (typeof from !== "number" || typeof to !== "number") return Number.MAX_VALUE;
  return from === 0 ? Math.abs(to) : Math.abs(to / from - 1);
}
