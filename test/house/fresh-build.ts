import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Vitest's global set-up: dist/ is rebuilt when it was made from other sources than those on disk. */
export function setup(): void {
  const build = spawnSync(process.execPath, ["scripts/build.mjs", "--if-stale"], { cwd: root, encoding: "utf8" });
  if (build.status !== 0) throw new Error(`dist/ is stale and could not be built\n${build.stderr}`);
}
