/** A figure that is not what it should be. Paths are dotted; empty for the document as a whole. */
export interface Difference {
  readonly path: string;
  /** Undefined where it is missing. */
  readonly recorded: unknown;
  readonly recomputed: unknown;
}

/**
 * Where two JSON values differ, leaf by leaf: `items.0.qty`. Numbers and texts are compared to the last digit, members whatever
 * their order.
 */
export function differences(recorded: unknown, recomputed: unknown, path = ""): readonly Difference[] {
  if (Object.is(recorded, recomputed)) return [];
  const isTree = isBranch(recorded) && isBranch(recomputed) && Array.isArray(recorded) === Array.isArray(recomputed);
  if (!isTree) return [{ path, recorded, recomputed }];
  const keys = new Set([...Object.keys(recorded), ...Object.keys(recomputed)]);
  return [...keys].flatMap((key) =>
    differences(Reflect.get(recorded, key), Reflect.get(recomputed, key), path === "" ? key : `${path}.${key}`),
  );
}

function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** A document without members that are no figures of the journal: a process's own clock, its circuits. */
export function without(document: unknown, members: readonly string[]): unknown {
  if (!isBranch(document)) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => !members.includes(name)));
}
