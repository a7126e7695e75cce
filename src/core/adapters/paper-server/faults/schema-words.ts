import { z } from "zod";
import { faultScriptSchema } from "./script-schema.js";

/** A node of a JSON Schema. */
export type WordNode = Readonly<Record<string, unknown>>;

export type PathKey = string | number;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function scriptNode(): WordNode {
  return z.toJSONSchema(faultScriptSchema, { io: "input", unrepresentable: "any" });
}

/** The node at a path; where a union has a branch for what stands in the file (`on`, `kind`), that branch. */
export function nodeAt(root: WordNode, raw: unknown, path: readonly PathKey[]): WordNode | null {
  let node: WordNode | null = branchFor(root, raw);
  let value = raw;
  for (const key of path) {
    const child = childOf(node, key);
    value = memberOf(value, key);
    node = child === null ? null : branchFor(child, value);
    if (node === null) return null;
  }
  return node;
}

export function valueAt(raw: unknown, path: readonly PathKey[]): unknown {
  return path.reduce<unknown>(memberOf, raw);
}

export function keysOf(node: WordNode | null): readonly string[] {
  const properties = node?.["properties"];
  return isRecord(properties) ? Object.keys(properties).filter((key) => key !== "$schema") : [];
}

/** The values a key may have that tells the branches of a union apart. */
export function discriminatorValues(node: WordNode | null, key: PathKey): readonly string[] {
  return branchesOf(node).flatMap((branch) => constants(childOf(branch, key)));
}

/** What may stand at a node, in words: `a whole number ≥ 1 and ≤ 125`, `one of buy, sell`. */
export function wordsFor(node: WordNode | null): string | null {
  if (node === null) return null;
  if (typeof node["description"] === "string") return node["description"];
  const values = constants(node);
  if (values.length > 0) return values.length === 1 ? values.join("") : `one of ${values.join(", ")}`;
  switch (node["type"]) {
    case "number":
    case "integer":
      return numberWords(node);
    case "string":
      return "a text";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object":
      return `an object with ${keysOf(node).join(", ")}`;
    default:
      return branchesOf(node).length > 0 ? "an object" : null;
  }
}

export function constants(node: WordNode | null): readonly string[] {
  if (node === null) return [];
  if (typeof node["const"] === "string") return [node["const"]];
  return Array.isArray(node["enum"]) ? node["enum"].map(String) : [];
}

export function numberLimit(node: WordNode | null, name: "maximum" | "minimum"): number {
  const limit = node?.[name];
  return typeof limit === "number" ? limit : Number.NaN;
}

function branchesOf(node: WordNode | null): readonly WordNode[] {
  const union = node?.["oneOf"] ?? node?.["anyOf"];
  return Array.isArray(union) ? union.filter(isRecord) : [];
}

function branchFor(node: WordNode, value: unknown): WordNode {
  const told = (key: string): unknown => (isRecord(value) ? value[key] : undefined);
  const fits = (branch: WordNode): boolean =>
    ["on", "kind"].some((key) => constants(childOf(branch, key)).some((name) => name === told(key)));
  return branchesOf(node).find(fits) ?? node;
}

function childOf(node: WordNode | null, key: PathKey): WordNode | null {
  const properties = node?.["properties"];
  if (isRecord(properties) && Object.hasOwn(properties, String(key))) {
    const child = properties[String(key)];
    return isRecord(child) ? child : null;
  }
  const items = node?.["items"];
  return typeof key === "number" && isRecord(items) ? items : null;
}

function memberOf(value: unknown, key: PathKey): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isRecord(value) && Object.hasOwn(value, String(key)) ? value[String(key)] : undefined;
}

const BOUNDS = [
  ["exclusiveMinimum", ">"],
  ["minimum", "≥"],
  ["exclusiveMaximum", "<"],
  ["maximum", "≤"],
] as const;

function numberWords(node: WordNode): string {
  const limits = BOUNDS.filter(([name]) => typeof node[name] === "number").map(
    ([name, sign]) => `${sign} ${String(node[name])}`,
  );
  const what = node["type"] === "integer" ? "a whole number" : "a number";
  return limits.length === 0 ? what : `${what} ${limits.join(" and ")}`;
}
