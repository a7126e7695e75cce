/** Compiles the sweep kernel (AssemblyScript) to WebAssembly; used by the build and by tests of the kernel. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const CONFIG = "src/core/research/kernel/assembly/asconfig.json";

/** Where the built kernel lies under dist/. */
export const KERNEL_FILE = "core/research/kernel/momentum.wasm";

/** Writes the kernel to a file. Throws where the compiler is missing or refuses the source, with what it said. */
export function buildKernel(output) {
  mkdirSync(dirname(output), { recursive: true });
  const flags = ["--config", join(root, CONFIG), "--outFile", output];
  const run = spawnSync(process.execPath, [findCompiler(), ...flags], { cwd: root, encoding: "utf8" });
  if (run.error) throw new Error(`the AssemblyScript compiler could not be started: ${run.error.message}`);
  if (run.status === 0) return;
  throw new Error(
    `the AssemblyScript compiler failed with ${String(run.status ?? run.signal)}\n${run.stdout}${run.stderr}`,
  );
}

function findCompiler() {
  try {
    return createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
  } catch {
    throw new Error("the AssemblyScript compiler is not installed; run `npm install` (without --omit=dev)");
  }
}
