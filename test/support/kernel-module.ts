import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildKernel } from "../../scripts/build-kernel.mjs";

/** The kernel compiled from its sources now, as the build does. */
export function compileKernel(): WebAssembly.Module {
  const folder = mkdtempSync(join(tmpdir(), "hedge-kernel-"));
  const output = join(folder, "momentum.wasm");
  try {
    buildKernel(output);
    return new WebAssembly.Module(readFileSync(output));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
