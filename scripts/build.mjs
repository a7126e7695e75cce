/**
 * Builds dist/ and oclif.manifest.json from src/.
 *
 *   node scripts/build.mjs             always builds, with type check (npm run build, prepare)
 *   node scripts/build.mjs --if-stale  builds only when dist/ was made from other sources, without
 *                                      type check (test set-up: a type error elsewhere must not keep
 *                                      a test from running; `npm run build` and lint report it)
 *
 * The compiler writes to a folder beside dist/ that takes its place at the end, so that a process
 * started from dist/ meanwhile (crash tests, a running executor) never meets half a build.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildKernel, KERNEL_FILE } from "./build-kernel.mjs";
import { hashBuildInputs } from "./build-inputs.mjs";
import { buildWeb } from "./build-web.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const dist = join(root, "dist");
const manifest = join(root, "oclif.manifest.json");
const stamp = join(dist, ".inputs.sha256");
const fresh = join(root, `.dist-new-${process.pid}`);
const old = join(root, `.dist-old-${process.pid}`);

class BuildError extends Error {}

function isUpToDate() {
  if (!existsSync(stamp) || !existsSync(manifest)) return false;
  return readFileSync(stamp, "utf8") === hashBuildInputs(root);
}

function findCompiler() {
  try {
    return createRequire(import.meta.url).resolve("typescript/bin/tsc");
  } catch {
    throw new BuildError("the TypeScript compiler is not installed; run `npm install` (without --omit=dev)");
  }
}

function compile(typeCheck) {
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, ".gitignore"), "*\n");
  const flags = ["-p", "tsconfig.json", "--outDir", fresh, "--pretty", "false"];
  if (!typeCheck) flags.push("--noCheck");
  const run = spawnSync(process.execPath, [findCompiler(), ...flags], { cwd: root, encoding: "utf8" });
  if (run.error) throw new BuildError(`the TypeScript compiler could not be started: ${run.error.message}`);
  if (run.status === 0) return;
  const ending = run.signal === null ? `exit code ${String(run.status)}` : `signal ${run.signal}`;
  throw new BuildError(`the TypeScript compiler failed with ${ending}\n${run.stdout}${run.stderr}`.trimEnd());
}

/** Two builds may run at once (two test runs): the later one wins, neither leaves a mixture. */
function putInPlace() {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (existsSync(dist)) renameSync(dist, old);
      renameSync(fresh, dist);
      return;
    } catch (error) {
      if (attempt === 10) throw new BuildError(`dist/ could not be replaced: ${error.message}`);
      rmSync(old, { recursive: true, force: true });
    }
  }
}

/** What `oclif manifest` does, without starting that CLI. */
async function writeManifest() {
  process.env.NODE_ENV = "production";
  rmSync(manifest, { force: true });
  const { Plugin } = await import("@oclif/core");
  const plugin = new Plugin({
    root,
    type: "core",
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  try {
    await plugin.load();
  } catch (error) {
    throw new BuildError(`the oclif manifest could not be made\n${error.detail ?? error.stack}`);
  }
  const temporary = `${manifest}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(plugin.manifest, null, 2)}\n`);
  renameSync(temporary, manifest);
}

async function build(typeCheck) {
  const inputs = hashBuildInputs(root);
  compile(typeCheck);
  buildWeb(fresh);
  buildKernel(join(fresh, KERNEL_FILE));
  putInPlace();
  await writeManifest();
  writeFileSync(stamp, inputs);
}

const onlyIfStale = process.argv.includes("--if-stale");
try {
  if (!(onlyIfStale && isUpToDate())) await build(!onlyIfStale);
} catch (error) {
  process.stderr.write(`build failed: ${error instanceof BuildError ? error.message : error.stack}\n`);
  process.exitCode = 1;
} finally {
  for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
}
