import { CONFIG_FILES, CONFIG_STEMS, type ConfigStem } from "./config-files.js";
import type { KnownStrategy } from "./cross-check.js";
import { isPlainObject } from "./paths.js";
import { renderConfigReference } from "./render-reference.js";
import { type SchemaNode, toSchemaNode } from "./schema-node.js";

interface RenderedFile {
  /** Relative to the project. */
  readonly path: string;
  readonly content: string;
}

/** The JSON Schema of every configuration file, for editors, and the reference for readers. */
export function renderConfigSchemas(strategies: readonly KnownStrategy[]): readonly RenderedFile[] {
  const schemas = CONFIG_STEMS.map((stem) => ({ stem, schema: publicSchema(stem, strategies) }));
  return [
    ...schemas.map(({ stem, schema }) => ({
      path: `config/schema/${stem}.schema.json`,
      content: `${JSON.stringify(schema, null, 2)}\n`,
    })),
    { path: "docs/generated/config-reference.md", content: renderConfigReference(schemas) },
  ];
}

/** The schema of a file with `$schema` allowed, and with the parameters of the strategies this build has. */
export function publicSchema(stem: ConfigStem, strategies: readonly KnownStrategy[]): SchemaNode {
  const { schema, title } = CONFIG_FILES[stem];
  const { $schema: dialect, ...node } = toSchemaNode(schema);
  const properties = isPlainObject(node["properties"]) ? node["properties"] : {};
  const editorKey = { type: "string", description: "JSON Schema of this file, for editors." };
  const described = stem === "strategy_config" ? withParams(properties, strategies) : properties;
  return { $schema: dialect, title, ...node, properties: { $schema: editorKey, ...withoutEditorKey(described) } };
}

function withoutEditorKey(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key !== "$schema"));
}

/** `strategies[].params` is checked against the strategy's own schema; here it becomes one of those. */
function withParams(
  properties: Readonly<Record<string, unknown>>,
  strategies: readonly KnownStrategy[],
): Readonly<Record<string, unknown>> {
  const list = properties["strategies"];
  const items = isPlainObject(list) ? list["items"] : undefined;
  const members = isPlainObject(items) ? items["properties"] : undefined;
  if (!isPlainObject(list) || !isPlainObject(items) || !isPlainObject(members)) return properties;
  const anyOf = strategies.map(({ id, params }) => {
    const { $schema: _, ...node } = toSchemaNode(params);
    return { title: id, ...node };
  });
  const params = {
    ...(isPlainObject(members["params"]) ? annotationsOf(members["params"]) : {}),
    description: "Parameters of the strategy, by the strategy it names in the registry.",
    default: {},
    anyOf,
  };
  return { ...properties, strategies: { ...list, items: { ...items, properties: { ...members, params } } } };
}

/** What the section declares of its settings holds for those of every strategy. */
function annotationsOf(node: SchemaNode): SchemaNode {
  return Object.fromEntries(Object.entries(node).filter(([key]) => key.startsWith("x-")));
}
