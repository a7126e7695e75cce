import { z } from "zod";
import { isPlainObject, type PathKey } from "./paths.js";

/** A node of a JSON Schema: the one description of what may stand where, for messages, overrides and docs. */
export type SchemaNode = Readonly<Record<string, unknown>>;

/** JSON Schema (2020-12) of what may be written in a file: defaults are optional there. */
export function toSchemaNode(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

/** Alternatives of a node: itself, or the branches of a union, `null` left out. */
export function branches(node: SchemaNode): readonly SchemaNode[] {
  const union = node["anyOf"] ?? node["oneOf"];
  if (!Array.isArray(union)) return [node];
  return union.filter(isPlainObject).filter((branch) => branch["type"] !== "null");
}

/** Keys that may be set; `$schema` is for editors. */
export function knownKeys(node: SchemaNode): readonly string[] {
  const keys = branches(node).flatMap((branch) =>
    isPlainObject(branch["properties"]) ? Object.keys(branch["properties"]) : [],
  );
  return keys.filter((key) => key !== "$schema");
}

/** What may stand under a key of an object or list; null where nothing may. */
export function childNode(node: SchemaNode, key: PathKey): SchemaNode | null {
  for (const branch of branches(node)) {
    const properties = branch["properties"];
    if (isPlainObject(properties) && Object.hasOwn(properties, String(key)))
      return properties[String(key)] as SchemaNode;
    for (const others of [branch["items"], branch["additionalProperties"]]) {
      if (isPlainObject(others)) return others;
    }
  }
  return null;
}

export function nodeAt(root: SchemaNode, path: readonly PathKey[]): SchemaNode | null {
  let node: SchemaNode | null = root;
  for (const key of path) node = node === null ? null : childNode(node, key);
  return node;
}

/** True for a member that may have any name (symbols, strategy ids). */
export function hasFreeKeys(node: SchemaNode): boolean {
  return branches(node).some((branch) => isPlainObject(branch["additionalProperties"]));
}

/** What may stand at a node, in words: `a number > 0 and ≤ 1`, `one of veto, bump`. */
export function allowedText(node: SchemaNode | null): string | null {
  if (node === null) return null;
  const words = branches(node).map(branchText);
  const union = node["anyOf"] ?? node["oneOf"] ?? [];
  const nullable =
    (Array.isArray(node["type"]) && node["type"].includes("null")) ||
    (Array.isArray(union) && union.some((branch) => isPlainObject(branch) && branch["type"] === "null"));
  return [...words, ...(nullable ? ["null"] : [])].join(" or ");
}

function branchText(node: SchemaNode): string {
  if (Array.isArray(node["enum"])) return `one of ${node["enum"].map(String).join(", ")}`;
  if (Object.hasOwn(node, "const")) return String(node["const"]);
  const types: readonly unknown[] = Array.isArray(node["type"]) ? node["type"] : [node["type"]];
  const type = types.find((name) => name !== "null");
  switch (type) {
    case "number":
    case "integer":
      return numberText(node, type);
    case "string":
      return stringText(node);
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object":
      return objectText(node);
    default:
      return "any value";
  }
}

function stringText(node: SchemaNode): string {
  if (node["format"] === "uri") return "an address (URL)";
  if (node["format"] === "date-time") return "an instant like 2026-01-31T00:00:00Z";
  return typeof node["pattern"] === "string" ? `a text like ${node["pattern"]}` : "a text";
}

function numberText(node: SchemaNode, type: "number" | "integer"): string {
  const bounds = [
    ["exclusiveMinimum", ">"],
    ["minimum", "≥"],
    ["exclusiveMaximum", "<"],
    ["maximum", "≤"],
  ] as const;
  const limits = bounds
    .map(([key, sign]) => ({ sign, limit: node[key] }))
    // zod bounds every integer by what a double can hold; that says nothing to a reader.
    .filter(({ limit }) => typeof limit === "number" && Math.abs(limit) < Number.MAX_SAFE_INTEGER)
    .map(({ sign, limit }) => `${sign} ${String(limit)}`);
  const what = type === "integer" ? "a whole number" : "a number";
  return limits.length === 0 ? what : `${what} ${limits.join(" and ")}`;
}

function objectText(node: SchemaNode): string {
  const keys = knownKeys(node);
  return keys.length === 0 ? "an object" : `an object with ${keys.join(", ")}`;
}
