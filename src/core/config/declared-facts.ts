import type { SettingFacts } from "../lib/setting.js";
import { branches, type SchemaNode } from "./schema-node.js";

/** Facts of a node below one with `above`: a direction goes down to what declares none, a unit is only its own. */
export function declared(node: SchemaNode, above: SettingFacts): SettingFacts {
  const given = Object.assign({}, ...[...branches(node), node].map(annotations)) as SettingFacts;
  const own: SettingFacts = node["default"] === undefined ? given : { ...given, standard: node["default"] };
  if (own.loosens !== undefined) return own;
  const { loosens, vital, delicate, absent } = above;
  const direction = { loosens, vital, delicate, absent };
  const inherited = Object.fromEntries(Object.entries(direction).filter(([, value]) => value !== undefined));
  return { ...inherited, ...own };
}

function annotations(node: SchemaNode): Readonly<Record<string, unknown>> {
  const ours = Object.entries(node).filter(([key]) => key.startsWith("x-"));
  return Object.fromEntries(ours.map(([key, value]) => [key.slice("x-".length), value]));
}
