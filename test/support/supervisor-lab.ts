import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { endServer } from "./end-server.js";
import { sparePort } from "./spare-port.js";

/** Whether the machine has a supervisor to test with; `.ci/run` installs Debian's. */
export const hasSupervisor = spawnSync("supervisord", ["--version"], { stdio: "ignore" }).error === undefined;

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A clone as far as services see it: the shipped configuration, the launcher and an empty cache. */
export class SupervisorLab {
  readonly directory = mkdtempSync(join(tmpdir(), "hedge-services-"));
  readonly file = join(this.directory, "config/services/supervisord.conf");
  #server: ChildProcess | null = null;

  constructor() {
    cpSync(join(root, "config"), join(this.directory, "config"), { recursive: true });
    mkdirSync(join(this.directory, "bin"));
    symlinkSync(join(root, "bin/run.js"), join(this.directory, "bin/run.js"));
    mkdirSync(join(this.directory, "cache"));
  }

  /** Starts the shipped file; its one change is the port, which somebody may have here. */
  async start(): Promise<void> {
    const port = String(await sparePort());
    writeFileSync(this.file, readFileSync(this.file, "utf8").replace("--port 8788", `--port ${port}`));
    this.#server = spawn("supervisord", ["--nodaemon", "-c", this.file], { stdio: "ignore", cwd: this.directory });
  }

  control(...words: readonly string[]): string {
    return spawnSync("supervisorctl", ["-c", this.file, ...words], { encoding: "utf8" }).stdout;
  }

  /** Process ids by service, once all three run and none of them has a pid of `before`. */
  async running(before: ReadonlyMap<string, number> = new Map()): Promise<ReadonlyMap<string, number>> {
    for (let tries = 0; ; tries++) {
      const printed = this.control("status");
      const found = new Map(
        [...printed.matchAll(/^(\S+) +RUNNING +pid (\d+)/gm)].map(([, n, pid]) => [n ?? "", Number(pid)]),
      );
      const isNew = [...found].every(([name, pid]) => before.get(name) !== pid);
      if (found.size === 3 && isNew) return found;
      if (tries === 300) throw new Error(`not running after a minute:\n${printed}\n${this.log()}`);
      await sleep(200);
    }
  }

  /** What supervisord itself wrote. */
  log(): string {
    return readFileSync(join(this.directory, "cache/supervisord.log"), "utf8");
  }

  /** `shutdown`, and resolves once supervisord and all it started are gone. */
  async shutDown(): Promise<void> {
    const ended = new Promise((resolve) => this.#server?.once("exit", resolve));
    this.control("shutdown");
    await ended;
    this.#server = null;
  }

  async dispose(): Promise<void> {
    // What `hedge services install --start` has started is nobody's child.
    const installed = join(this.directory, "cache/services/supervisord.conf");
    if (existsSync(installed)) spawnSync("supervisorctl", ["-c", installed, "shutdown"], { stdio: "ignore" });
    if (this.#server !== null) this.control("shutdown");
    await endServer(this.#server);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
