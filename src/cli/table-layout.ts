export interface MeasuredColumn {
  readonly title: string;
  readonly width: number;
  readonly minWidth?: number | undefined;
  readonly leaves?: number | undefined;
}

function totalWidth(columns: readonly MeasuredColumn[], gap: number): number {
  return columns.reduce((sum, { width }) => sum + width, gap * Math.max(0, columns.length - 1));
}

function spare({ width, minWidth }: MeasuredColumn): number {
  return minWidth === undefined ? 0 : Math.max(0, width - minWidth);
}

/** Takes columns of text away from the widest spare ones until `excess` is gone; null if there is not enough. */
function shrink<C extends MeasuredColumn>(columns: readonly C[], excess: number): readonly C[] | null {
  const cuts = columns.map(() => 0);
  for (let step = 0; step < excess; step++) {
    const left = columns.map((column, index) => spare(column) - (cuts[index] ?? 0));
    const widest = left.indexOf(Math.max(...left));
    if ((left[widest] ?? 0) <= 0) return null;
    cuts[widest] = (cuts[widest] ?? 0) + 1;
  }
  return columns.map((column, index) => ({ ...column, width: column.width - (cuts[index] ?? 0) }));
}

function firstToLeave(columns: readonly MeasuredColumn[]): number {
  const ranks = columns.map(({ leaves }) => leaves ?? Infinity);
  const lowest = Math.min(...ranks);
  return lowest === Infinity ? -1 : ranks.indexOf(lowest);
}

/** Columns that fit into a width and the titles of those that had to leave; null when the rest still doesn't fit. */
export function layOut<C extends MeasuredColumn>(
  columns: readonly C[],
  width: number,
  gap: number,
): { readonly columns: readonly C[]; readonly left: readonly string[] } | null {
  let staying = columns;
  const left: string[] = [];
  for (;;) {
    const excess = totalWidth(staying, gap) - width;
    const fitting = excess <= 0 ? staying : shrink(staying, excess);
    if (fitting !== null) return { columns: fitting, left };
    const leaving = firstToLeave(staying);
    if (leaving === -1) return null;
    left.push(staying[leaving]?.title ?? "");
    staying = staying.filter((_column, index) => index !== leaving);
  }
}
