export type PathKey = string | number;

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function joinPath(...keys: readonly PathKey[]): string {
  return keys
    .map(String)
    .filter((key) => key !== "")
    .join(".");
}

/** `global.max_leverage` or `strategies.0.params`; empty text is the empty path. */
function splitPath(path: string): readonly string[] {
  return path === "" ? [] : path.split(".");
}

/** Member of a list by index, or by its `id` or `symbol` (`strategies.momentum.params`); -1 when there is none. */
export function indexOfElement(list: readonly unknown[], key: PathKey): number {
  const text = String(key);
  if (/^\d+$/.test(text)) return Number(text) < list.length ? Number(text) : -1;
  return list.findIndex((item) => isPlainObject(item) && (item["id"] === text || item["symbol"] === text));
}

/** The value at a path, or undefined where the path leads nowhere. Never looks at inherited members. */
export function getAtPath(tree: unknown, path: string | readonly PathKey[]): unknown {
  const keys = typeof path === "string" ? splitPath(path) : path;
  let node = tree;
  for (const key of keys) {
    if (Array.isArray(node)) node = node[indexOfElement(node, key)] as unknown;
    else if (isPlainObject(node) && Object.hasOwn(node, String(key))) node = node[String(key)];
    else return undefined;
  }
  return node;
}

/**
 * A copy of the tree with the value at the path; objects that are missing on the way are made.
 * Null when the path leads through a scalar, past the end of a list, or names `__proto__`.
 */
export function setAtPath(tree: unknown, path: string | readonly PathKey[], value: unknown): unknown {
  const keys = typeof path === "string" ? splitPath(path) : path;
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (Array.isArray(tree)) {
    const index = indexOfElement(tree, key);
    if (index < 0) return null;
    const member = setAtPath(tree[index], rest, value);
    return member === null && rest.length > 0 ? null : tree.with(index, member);
  }
  if (String(key) === "__proto__" || !(tree === undefined || isPlainObject(tree))) return null;
  const own = tree !== undefined && Object.hasOwn(tree, String(key)) ? tree[String(key)] : undefined;
  const member = setAtPath(own, rest, value);
  return member === null && rest.length > 0 ? null : { ...tree, [String(key)]: member };
}
