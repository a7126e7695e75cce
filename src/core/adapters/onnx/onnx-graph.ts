import { ProtoWriter } from "./protobuf.js";

/** Fields of onnx.proto3 (ONNX 1.16, IR version 8), as its message definitions number them. */
const FLOAT = 1;
const IR_VERSION = 8;
const OPSET = 17;
const ML_OPSET = 3;
const ML_DOMAIN = "ai.onnx.ml";

/** Value of an attribute: what its type says, floats as 32 bits. */
export type Attribute =
  | { readonly floats: readonly number[] }
  | { readonly wholes: readonly number[] }
  | { readonly whole: number }
  | { readonly texts: readonly string[] }
  | { readonly text: string };

export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Of the operators for classical models. */
  readonly isMl?: boolean;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/**
 * A model of one input `[N, columns]` and one output `[N, 1]`, both 32-bit floats, as the bytes of an ONNX file. The same
 * graph gives the same bytes.
 */
export function onnxBytes(graph: {
  readonly name: string;
  readonly input: { readonly name: string; readonly columns: number };
  readonly output: string;
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly Constant[];
}): Uint8Array {
  const body = new ProtoWriter();
  for (const node of graph.nodes) body.message(1, nodeMessage(node));
  body.text(2, graph.name);
  for (const constant of graph.constants) body.message(5, tensorMessage(constant));
  body.message(11, valueMessage(graph.input.name, graph.input.columns));
  body.message(12, valueMessage(graph.output, 1));
  return new ProtoWriter()
    .whole(1, IR_VERSION)
    .text(2, "hedge")
    .message(7, body)
    .message(8, new ProtoWriter().text(1, "").whole(2, OPSET))
    .message(8, new ProtoWriter().text(1, ML_DOMAIN).whole(2, ML_OPSET))
    .toBytes();
}

function nodeMessage({ operator, inputs, output, isMl = false, attributes = {} }: GraphNode): ProtoWriter {
  const node = new ProtoWriter();
  for (const input of inputs) node.text(1, input);
  node.text(2, output).text(4, operator);
  for (const [name, attribute] of Object.entries(attributes)) node.message(5, attributeMessage(name, attribute));
  if (isMl) node.text(7, ML_DOMAIN);
  return node;
}

/** AttributeProto: 3 i, 4 s, 7 floats, 8 ints, 9 strings, 20 type (2 INT, 3 STRING, 6 FLOATS, 7 INTS, 8 STRINGS). */
function attributeMessage(name: string, attribute: Attribute): ProtoWriter {
  const message = new ProtoWriter().text(1, name);
  if ("whole" in attribute) return message.whole(3, attribute.whole).whole(20, 2);
  if ("text" in attribute) return message.text(4, attribute.text).whole(20, 3);
  if ("floats" in attribute) {
    for (const value of attribute.floats) message.float(7, value);
    return message.whole(20, 6);
  }
  if ("wholes" in attribute) {
    for (const value of attribute.wholes) message.whole(8, value);
    return message.whole(20, 7);
  }
  for (const value of attribute.texts) message.text(9, value);
  return message.whole(20, 8);
}

function tensorMessage({ name, shape, values }: Constant): ProtoWriter {
  const tensor = new ProtoWriter();
  for (const length of shape) tensor.whole(1, length);
  return tensor
    .whole(2, FLOAT)
    .text(8, name)
    .bytes(9, new Uint8Array(Float32Array.from(values).buffer));
}

/** A tensor of floats `[N, columns]`. */
function valueMessage(name: string, columns: number): ProtoWriter {
  const shape = new ProtoWriter()
    .message(1, new ProtoWriter().text(2, "N"))
    .message(1, new ProtoWriter().whole(1, columns));
  const type = new ProtoWriter().message(1, new ProtoWriter().whole(1, FLOAT).message(2, shape));
  return new ProtoWriter().text(1, name).message(2, type);
}
