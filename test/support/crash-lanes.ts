/** Does the work of all items with so many at a time, each lane with its own helper; results in the order of the items. */
export async function inLanes<T, H, R>(
  items: readonly T[],
  lanes: readonly H[],
  work: (item: T, lane: H, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const drain = async (lane: H): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(items[index]!, lane, index);
    }
  };
  await Promise.all(lanes.map(drain));
  return results;
}
