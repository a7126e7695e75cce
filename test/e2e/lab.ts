import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env as cleanEnv, launcher, root } from "../commands/doctor-process.js";

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** What has come so far. */
  readonly soFar: () => Omit<Ended, "exitCode">;
  readonly ended: Promise<Ended>;
}

export type Env = Readonly<Record<string, string>>;

export const config = join(root, "config");

/** A month that trades, is vetoed and ends with open positions: 696 cycles in about a second. */
export const MONTH = ["--config", config, "--from", "2024-02-01", "--to", "2024-03-01"] as const;

/** A folder to run in, whose state, preferences and environment are nobody else's. */
export class Lab {
  readonly directory = mkdtempSync(join(tmpdir(), "hedge-e2e-"));

  path(name: string): string {
    return join(this.directory, name);
  }

  env(more: Env = {}): Env {
    return { ...cleanEnv, HOME: this.directory, XDG_CONFIG_HOME: this.path("xdg"), ...more };
  }

  start(program: string, words: readonly string[], env: Env = {}): Running {
    const child = spawn(program, words, { cwd: this.directory, env: this.env(env) });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (part: string) => (stdout += part));
    child.stderr.setEncoding("utf8").on("data", (part: string) => (stderr += part));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode) => {
        resolve({ exitCode, stdout, stderr });
      });
    });
    return { child, soFar: () => ({ stdout, stderr }), ended };
  }

  startHedge(words: readonly string[], env: Env = {}): Running {
    return this.start(process.execPath, [launcher, ...words], env);
  }

  hedge(words: readonly string[], env: Env = {}): Promise<Ended> {
    return this.startHedge(words, env).ended;
  }

  dispose(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
