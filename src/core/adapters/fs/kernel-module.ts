import { fileURLToPath } from "node:url";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";

/**
 * The vector kernel as the build left it beside this code.
 *
 * Errors: Failure 3 where it is missing.
 */
export function loadKernelModule(files: Pick<Files, "readBytes">): WebAssembly.Module {
  const path = fileURLToPath(new URL("../../research/kernel/momentum.wasm", import.meta.url));
  const bytes = files.readBytes(path);
  if (bytes !== null) return new WebAssembly.Module(bytes);
  throw new Failure("kernel_missing", 3, `the kernel of sweeps is missing at ${path}`, {
    file: path,
    fix: "Build it: npm run build.",
  });
}
