import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether there is a Redis to measure with. */
export const hasRedis = spawnSync("redis-server", ["--version"], { stdio: "ignore" }).error === undefined;

/** A Redis on a spare loopback port that writes each change to disk, as docs/SWEEPS.md advises. */
export async function startRedis() {
  const directory = mkdtempSync(join(tmpdir(), "hedge-bench-redis-"));
  const port = await sparePort();
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--dir", directory];
  const server = spawn("redis-server", [...args, "--appendonly", "yes", "--save", ""], { stdio: "ignore" });
  for (let tries = 0; !answers(port); tries += 1) {
    if (tries === 100) throw new Error("redis-server does not answer");
    await sleep(50);
  }
  const stop = () => {
    server.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${String(port)}`, stop };
}

function sparePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function answers(port) {
  const { stdout } = spawnSync("redis-cli", ["-p", String(port), "ping"], { encoding: "utf8" });
  return stdout.startsWith("PONG");
}
