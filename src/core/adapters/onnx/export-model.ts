import type { ModelCore, ModelTree } from "../../domain/meta-model.js";
import { type Attribute, type Constant, type GraphNode, onnxBytes } from "./onnx-graph.js";

export const INPUT = "features";
export const OUTPUT = "probability";

type Graph = { readonly nodes: readonly GraphNode[]; readonly constants: readonly Constant[] };

/** The model as an ONNX file: rows of features in the order of `core.features` in, calibrated probabilities out. */
export function exportModel({ features, scorer, platt }: Pick<ModelCore, "features" | "scorer" | "platt">): Uint8Array {
  const columns = features.length;
  const { nodes, constants } = scorer.kind === "gbm" ? treesGraph(scorer) : linearGraph(scorer, columns);
  return onnxBytes({
    name: "meta_model",
    input: { name: INPUT, columns },
    output: OUTPUT,
    nodes: [
      ...nodes,
      { operator: "Mul", inputs: ["margin", "slope"], output: "scaled" },
      { operator: "Add", inputs: ["scaled", "offset"], output: "log_odds" },
      { operator: "Sigmoid", inputs: ["log_odds"], output: OUTPUT },
    ],
    constants: [
      ...constants,
      { name: "slope", shape: [1], values: [platt.slope] },
      { name: "offset", shape: [1], values: [platt.offset] },
    ],
  });
}

type Linear = Extract<ModelCore["scorer"], { kind: "logistic" }>;
type Forest = Extract<ModelCore["scorer"], { kind: "gbm" }>;

function linearGraph({ bias, weights, means, scales }: Linear, columns: number): Graph {
  return {
    nodes: [
      { operator: "Sub", inputs: [INPUT, "means"], output: "centred" },
      { operator: "Div", inputs: ["centred", "scales"], output: "standardised" },
      { operator: "MatMul", inputs: ["standardised", "weights"], output: "sum" },
      { operator: "Add", inputs: ["sum", "bias"], output: "margin" },
    ],
    constants: [
      { name: "means", shape: [columns], values: means },
      { name: "scales", shape: [columns], values: scales },
      { name: "weights", shape: [columns, 1], values: weights },
      { name: "bias", shape: [1], values: [bias] },
    ],
  };
}

/** Nodes of all trees in the columns of TreeEnsembleRegressor; leaves are its targets. */
function treesGraph({ base, trees }: Forest): Graph {
  const nodes = trees.flatMap((tree, id) => tree.left.map((left, node) => ({ tree, id, node, isLeaf: left < 0 })));
  const leaves = nodes.filter(({ isLeaf }) => isLeaf);
  const wholes = (read: (of: (typeof nodes)[number]) => number): Attribute => ({ wholes: nodes.map(read) });
  const branch = (column: "left" | "right") =>
    wholes(({ tree, node, isLeaf }) => (isLeaf ? 0 : numberAt(tree, column, node)));
  const attributes: Readonly<Record<string, Attribute>> = {
    n_targets: { whole: 1 },
    aggregate_function: { text: "SUM" },
    post_transform: { text: "NONE" },
    base_values: { floats: [base] },
    nodes_treeids: wholes(({ id }) => id),
    nodes_nodeids: wholes(({ node }) => node),
    nodes_featureids: wholes(({ tree, node }) => numberAt(tree, "feature", node)),
    nodes_values: { floats: nodes.map(({ tree, node }) => numberAt(tree, "threshold", node)) },
    nodes_modes: { texts: nodes.map(({ isLeaf }) => (isLeaf ? "LEAF" : "BRANCH_LEQ")) },
    nodes_truenodeids: branch("left"),
    nodes_falsenodeids: branch("right"),
    target_treeids: { wholes: leaves.map(({ id }) => id) },
    target_nodeids: { wholes: leaves.map(({ node }) => node) },
    target_ids: { wholes: leaves.map(() => 0) },
    target_weights: { floats: leaves.map(({ tree, node }) => numberAt(tree, "value", node)) },
  };
  const operator = "TreeEnsembleRegressor";
  return { nodes: [{ operator, inputs: [INPUT], output: "margin", isMl: true, attributes }], constants: [] };
}

function numberAt(tree: ModelTree, column: keyof ModelTree, node: number): number {
  return tree[column][node] ?? Number.NaN;
}
