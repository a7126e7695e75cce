import { deserialize, serialize } from "node:v8";

/** Plain data as bytes, exact to the last field: NaN, -0, maps, typed arrays, and what is shared stays shared. */
export function packValue(value: unknown): Uint8Array {
  return serialize(value);
}

/** Errors: of V8, for bytes that it did not write. */
export function unpackValue(bytes: Uint8Array): unknown {
  return deserialize(bytes);
}

/** Which versions read each other's bytes. */
export function packedFormat(): string {
  return `v8 ${process.versions.v8}`;
}
