import type * as OnnxRuntime from "onnxruntime-web/wasm";
import type { InferenceModel, InferenceRuntime } from "../../ports/inference.js";
import { INPUT, OUTPUT } from "./export-model.js";

/** What is used of an ONNX runtime; the wasm and the native package have the same face. */
type Ort = typeof OnnxRuntime;

/**
 * The wasm runtime; null where the optional package is not installed.
 *
 * It is asked by `hedge ml train` and `hedge ml evaluate`, never in the trading loop: its calls are asynchronous, and a
 * decision is not.
 */
export async function openOnnxRuntime(): Promise<InferenceRuntime | null> {
  const ort = await load();
  if (ort === null) return null;
  // One thread: the answer must not depend on how a sum is cut up, and nothing here is worth a pool.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  return { name: "onnxruntime-web (wasm)", open: (model) => open(ort, model) };
}

async function load(): Promise<Ort | null> {
  try {
    return await import("onnxruntime-web/wasm");
  } catch {
    return null;
  }
}

async function open(ort: Ort, model: Uint8Array): Promise<InferenceModel> {
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
  return {
    probabilities: async (values, columns) => {
      const input = new ort.Tensor("float32", values, [values.length / columns, columns]);
      const { [OUTPUT]: output } = await session.run({ [INPUT]: input });
      const found: unknown = output?.data;
      return found instanceof Float32Array ? found : new Float32Array(0);
    },
    close: () => session.release(),
  };
}
