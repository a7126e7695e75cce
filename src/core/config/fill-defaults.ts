import { CONFIG_STEMS } from "./config-files.js";
import type { KnownStrategy } from "./cross-check.js";
import { isPlainObject } from "./paths.js";
import type { Trees } from "./read-files.js";
import { publicSchema } from "./render-schemas.js";
import { branches, childNode, knownKeys, type SchemaNode } from "./schema-node.js";

/**
 * Files with the defaults of their schemas written in, whether they pass their checks or not: what a configuration
 * that can't be used would mean, as far as that can be told. What no schema knows stays as it stands.
 */
export function fillDefaults(trees: Trees, strategies: readonly KnownStrategy[]): Trees {
  const filled = Object.entries(trees).map(([stem, tree]) => {
    const known = CONFIG_STEMS.find((name) => name === stem);
    return [stem, known === undefined ? tree : filledAt(publicSchema(known, strategies), tree)] as const;
  });
  return Object.fromEntries(filled);
}

function filledAt(node: SchemaNode | null, value: unknown): unknown {
  if (node === null) return value;
  if (Array.isArray(value)) return value.map((member, index) => filledAt(childNode(node, index), member));
  if (!isPlainObject(value)) return value;
  const own = Object.entries(value)
    .filter(([key]) => key !== "$schema")
    .map(([key, member]) => [key, filledAt(childNode(node, key), member)] as const);
  const absent = defaultedKeys(node).filter((key) => !Object.hasOwn(value, key));
  const added = absent.map((key) => {
    const child = childNode(node, key);
    return [key, filledAt(child, child?.["default"] ?? {})] as const;
  });
  return Object.fromEntries([...own, ...added]);
}

/** Of a node with several forms (parameters of this strategy or that) nobody can know which defaults hold. */
function defaultedKeys(node: SchemaNode): readonly string[] {
  if (branches(node).length > 1) return [];
  return knownKeys(node).filter((key) => {
    const child = childNode(node, key);
    return child?.["default"] !== undefined || (child !== null && isDefaultSection(child));
  });
}

/** A section that may be left out, and every key of which has a default: left out it means those. */
function isDefaultSection(node: SchemaNode): boolean {
  const keys = branches(node).length > 1 ? [] : knownKeys(node);
  return keys.length > 0 && keys.every((key) => childNode(node, key)?.["default"] !== undefined);
}
