// Who can race: hedge's own kernels, and the peers that this machine has.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { print } from "./numbers.mjs";
import { findCompiler, missingModules, startPeer } from "./peer-process.mjs";

const script = (name) => fileURLToPath(new URL(`../peers/${name}`, import.meta.url));

/**
 * Each of the four gives a function that starts the peer over a directory of input; null, with a line that says why, where
 * it is not installed.
 *
 * cc: the compiler; null takes the first that is there. scratch: where binaries go.
 */
export function knownPeers({ python, cc, scratch }) {
  const absent = (name, why) => {
    print(`${name} is left out: ${why}`);
    return null;
  };
  const inPython = (name, file, kinds) => {
    const missing = missingModules(python, [name]);
    if (missing !== null) return absent(name, missing);
    return (directory) => startPeer(name, python, [script(file), directory, ...kinds]);
  };
  return {
    hedge: (name, kind) => (directory) => startPeer(name, process.execPath, [script("ours.mjs"), directory, kind]),
    numba: (kind) => inPython("numba", "fused-numba.py", [kind]),
    vectorbt: () => inPython("vectorbt", "vectorbt-sweep.py", []),
    avx2: (kind) => {
      if (process.arch !== "x64") return absent("C AVX2", `this processor is ${process.arch}`);
      const compiler = findCompiler(cc === null ? ["clang", "gcc", "cc"] : [cc]);
      if (compiler === null) return absent("C AVX2", "there is neither clang nor gcc (--cc COMMAND)");
      const binary = join(scratch, "kernel-avx2");
      const options = ["-O3", "-march=x86-64-v3", "-DLANES=4"];
      execFileSync(compiler, [...options, script("kernel.c"), "-lm", "-o", binary], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      return (directory) => startPeer(`C AVX2 (${compiler})`, binary, [directory, kind]);
    },
  };
}
