import { describe, expect, it } from "vitest";
import { exportModel } from "../../../../src/core/adapters/onnx/export-model.js";
import { ProtoWriter } from "../../../../src/core/adapters/onnx/protobuf.js";
import { openOnnxRuntime } from "../../../../src/core/adapters/onnx/runtime.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { probabilityOf } from "../../../../src/core/quant/ml/margin.js";
import { matrixOf } from "../../../../src/core/quant/ml/matrix.js";
import { fitScorer } from "../../../../src/core/research/ml/fit-model.js";

const runtime = await openOnnxRuntime();
const FEATURES = ["a", "b", "c", "d", "e", "f"];
const ROWS = 10_000;

/** Rows on grids as well as between, so that many of them lie exactly on a threshold. */
function rows(): Float32Array {
  const rng = createRng("onnx rows");
  return Float32Array.from({ length: ROWS * FEATURES.length }, (_, at) => {
    const value = (rng.next() - 0.5) * 10 ** (at % FEATURES.length);
    return at % 3 === 0 ? Math.round(value) : value;
  });
}

describe("a protobuf message", () => {
  // The examples of the encoding guide: field 1 = 150 is 08 96 01; field 2 = "testing" is 12 07 74 65 73 74 69 6e 67.
  it("has the bytes of the published examples", () => {
    expect([...new ProtoWriter().whole(1, 150).toBytes()]).toEqual([0x08, 0x96, 0x01]);
    expect(Buffer.from(new ProtoWriter().text(2, "testing").toBytes()).toString("hex")).toBe("120774657374696e67");
    expect(new ProtoWriter().whole(1, -2).toBytes()).toHaveLength(11);
  });
});

describe.skipIf(runtime === null)("an exported model (needs the optional onnxruntime-web)", () => {
  it.each(["logistic", "gbm"] as const)(
    "of kind %s says the same as our own code on 10,000 rows, to 1e-6",
    async (kind) => {
      const values = rows();
      const columns = FEATURES.length;
      const x = matrixOf(
        Array.from({ length: ROWS }, (_, row) => values.subarray(row * columns, (row + 1) * columns)),
        columns,
      );
      const rng = createRng("onnx labels");
      const labels = Array.from({ length: ROWS }, (_, row) => {
        const [a = 0, b = 0, c = 0] = x.values.subarray(row * columns, row * columns + 3);
        return a + b / 10 + (c > 0 ? 0.4 : 0) + rng.next() > 0.5 ? 1 : 0;
      });
      const { scorer } = fitScorer(x, labels, { kind, seed: 1 });
      const platt = { slope: 0.83, offset: -0.21 };
      const model = await runtime?.open(exportModel({ features: FEATURES, scorer, platt }));
      const said = (await model?.probabilities(values, columns)) ?? new Float32Array(0);
      await model?.close();
      const ours = Array.from({ length: ROWS }, (_, row) => probabilityOf({ scorer, platt }, x.values, row * columns));
      expect(said).toHaveLength(ROWS);
      const gap = ours.reduce(
        (most, probability, row) => Math.max(most, Math.abs(probability - (said[row] ?? Number.NaN))),
        0,
      );
      expect(gap).toBeLessThan(1e-6);
      // A constant would agree as well.
      expect(Math.max(...ours) - Math.min(...ours)).toBeGreaterThan(0.3);
    },
  );
});
