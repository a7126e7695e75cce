/** A runtime that reads ONNX files: the second opinion on what our own code makes of a model. */
export interface InferenceRuntime {
  /** Names the runtime and its build, as in `wasm`. */
  readonly name: string;
  /** Errors: whatever the runtime says of a file that is no model. */
  open(model: Uint8Array): Promise<InferenceModel>;
}

export interface InferenceModel {
  /**
   * Probabilities of rows of features.
   *
   * Shape: values: rows × columns, row after row; out: one for each row.
   */
  probabilities(values: Float32Array, columns: number): Promise<Float32Array>;
  close(): Promise<void>;
}
