import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endServer } from "./end-server.js";
import { sparePort } from "./spare-port.js";

/** Whether the machine has a Redis to test with; `.ci/run` installs Debian's. */
export const hasRedis = spawnSync("redis-server", ["--version"], { stdio: "ignore" }).error === undefined;

/** A Redis of one's own on a spare loopback port, which keeps its data over a kill (AOF). */
export class RedisLab {
  readonly #directory = mkdtempSync(join(tmpdir(), "hedge-redis-"));
  #port = 0;
  #server: ChildProcess | null = null;

  get url(): string {
    return `redis://127.0.0.1:${String(this.#port)}`;
  }

  async start(...settings: readonly string[]): Promise<void> {
    if (this.#port === 0) this.#port = await sparePort();
    const fixed = ["--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", ""];
    const args = ["--port", String(this.#port), "--dir", this.#directory, ...fixed, ...settings];
    this.#server = spawn("redis-server", args, { stdio: "ignore" });
    for (let tries = 0; !(await answers(this.#port)); tries += 1) {
      if (tries === 200) throw new Error("redis-server does not answer");
      await sleep(25);
    }
  }

  /** As a power cut ends it. */
  async kill(): Promise<void> {
    await endServer(this.#server);
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Whether it takes commands: it says LOADING while it reads what it kept. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(/^(?:\+PONG|-NOAUTH)/.test(data.toString()));
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}
