/**
 * The items that stay, in their order: the list itself where all of them do, so that a fold that lets something go now and
 * then copies nothing the other times. `stays` is asked twice about some items and must change nothing.
 */
export function staying<Item>(items: Item[], stays: (item: Item) => boolean): Item[] {
  return items.every(stays) ? items : items.filter(stays);
}
