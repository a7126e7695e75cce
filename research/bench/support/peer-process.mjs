// A peer is a process that loads its input, runs once to warm up, and then answers one line of JSON to each line it gets:
// `run` → seconds of processor time for the shared columns and for the evaluation, `write PATH` → doubles, a row a point.
import { spawn, spawnSync } from "node:child_process";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { peakRssMb } from "./memory.mjs";

/** One thread each: what is compared is a core. */
const ONE_THREAD = { NUMBA_NUM_THREADS: "1", OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

/** Starts a peer and waits until it is warm. Errors: with its last words where it ends before. */
export async function startPeer(name, command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...ONE_THREAD } });
  const ended = new Promise((_, reject) => {
    child.once("error", (error) => reject(new Error(`${name} did not start: ${error.message}`)));
    child.once("exit", (code, signal) => reject(new Error(`${name} ended with ${String(code ?? signal)}`)));
  });
  ended.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value } = await Promise.race([lines.next(), ended]);
    if (value === undefined) return ended;
    return JSON.parse(value);
  };
  const ask = (line) => {
    child.stdin.write(`${line}\n`);
    return answer();
  };
  const ready = await answer();
  return {
    name,
    version: ready.version,
    warmSeconds: ready.seconds,
    run: () => ask("run"),
    write: (path) => ask(`write ${path}`),
    /** Ends it. Returns its peak memory in MB. */
    stop: () => {
      const mb = peakRssMb(child.pid);
      child.stdin.end();
      return mb;
    },
  };
}

/** Why Python modules can't be used: null, or a line that says so. */
export function missingModules(python, modules) {
  const { error, status } = spawnSync(python, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" });
  if (error !== undefined) return `${basename(python)} is not there (--python PATH)`;
  return status === 0
    ? null
    : `${basename(python)} lacks one of ${modules.join(", ")} (--python PATH names another one)`;
}

/** The first of these compilers that is there; null for none. */
export function findCompiler(names) {
  return names.find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0) ?? null;
}
