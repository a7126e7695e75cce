import { cleanText, cutText } from "../core/lib/text.js";

interface CountRule<Item> {
  readonly kinds: readonly string[];
  readonly kindOf: (item: Item) => string;
  readonly groupOf: (item: Item) => string;
  /** Columns that the names of the groups may fill. */
  readonly room: number;
}

/** How often each kind occurs and in which groups, the most frequent first; a kind that does not occur has no row. */
export function countedRows<Item>(
  items: readonly Item[],
  { kinds, kindOf, groupOf, room }: CountRule<Item>,
): readonly { readonly what: string; readonly number: string; readonly where: string }[] {
  return kinds.flatMap((kind) => {
    const found = items.filter((item) => kindOf(item) === kind);
    if (found.length === 0) return [];
    const times = new Map<string, number>();
    for (const item of found) times.set(groupOf(item), (times.get(groupOf(item)) ?? 0) + 1);
    const names = [...times].sort(([, a], [, b]) => b - a).map(([name]) => name);
    const where = cutText(cleanText(names.join(", ")), Math.max(1, room));
    return [{ what: kind, number: String(found.length), where }];
  });
}
