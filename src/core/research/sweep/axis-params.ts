import { branches, childNode, knownKeys, type SchemaNode, toSchemaNode } from "../../config/schema-node.js";
import { Failure } from "../../lib/failure.js";
import { requireName } from "../../ops/whatif/request.js";
import { PAIR_STRATEGIES } from "../../strategies/pair-registry.js";
import { MARKET_STRATEGIES, type STRATEGIES } from "../../strategies/registry.js";
import type { SweepAxis } from "./axes.js";
import { SYMBOL_AXIS } from "./symbol-axis.js";

export type SweptDefinition = Pick<(typeof STRATEGIES)[number], "id" | "params" | "barMs">;

type AxisKind = "number" | "boolean";

/**
 * Parameters of a strategy that can be an axis, from its schema: numbers, those that may also be null, and switches, which an
 * axis writes as 0 and 1.
 */
function axisKinds({ params }: SweptDefinition): ReadonlyMap<string, AxisKind | null> {
  const schema = toSchemaNode(params);
  return new Map(knownKeys(schema).map((name) => [name, kindOf(childNode(schema, name))]));
}

function kindOf(node: SchemaNode | null): AxisKind | null {
  const types = node === null ? [] : branches(node).map(({ type }) => type);
  if (types.length !== 1) return null;
  if (types[0] === "number" || types[0] === "integer") return "number";
  return types[0] === "boolean" ? "boolean" : null;
}

/**
 * Turns the values of axes into parameters as the strategy's schema takes them.
 *
 * Errors: Failure 2 for an axis that the strategy does not have, or whose values are no numbers.
 */
export function axisParams(
  definition: SweptDefinition,
  axes: readonly Pick<SweepAxis, "name">[],
): (row: readonly number[]) => Readonly<Record<string, number | boolean>> {
  const kinds = axisKinds(definition);
  for (const { name } of axes) {
    if (name === SYMBOL_AXIS) continue;
    requireName("param", name, [...kinds.keys()], "grid");
    if (kinds.get(name) === null) throw noAxis(definition, name, kinds);
  }
  const switches = axes.map(({ name }) => kinds.get(name) === "boolean");
  const read = (at: number, value: number): number | boolean =>
    switches[at] === true && (value === 0 || value === 1) ? value === 1 : value;
  return (row) =>
    Object.fromEntries(
      axes.flatMap(({ name }, at) => (name === SYMBOL_AXIS ? [] : [[name, read(at, row[at] ?? Number.NaN)] as const])),
    );
}

function noAxis({ id }: SweptDefinition, name: string, kinds: ReadonlyMap<string, AxisKind | null>): Failure {
  const known = [...kinds].filter(([, kind]) => kind !== null).map(([axis]) => axis);
  return new Failure("bad_grid", 2, `--grid ${name}: its values are no numbers, so that it can't be an axis`, {
    path: "--grid",
    value: name,
    fix: `Set it in strategy_config.json. Axes of ${id}: ${known.join(", ")}.`,
  });
}

/** The definition behind the id of a swept strategy. Errors: Failure 2 for one that does not exist. */
export function sweptDefinition(id: string): SweptDefinition {
  const known = [...MARKET_STRATEGIES, ...PAIR_STRATEGIES];
  const name = requireName(
    "strategy",
    id,
    known.map((definition) => definition.id),
  );
  return known.find((definition) => definition.id === name) as SweptDefinition;
}
