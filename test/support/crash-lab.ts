import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SYMBOLS = ["BTCUSDT", "ETHUSDT", "XRPUSDT"];

/** Fourteen days soon after the first recorded bar: little warm-up to read, and trades from the first day on. */
export const SPAN = { fromMs: Date.parse("2023-01-25T00:00:00Z"), toMs: Date.parse("2023-02-08T00:00:00Z") };

export interface Fault {
  readonly site: string;
  readonly occurrence: number;
  readonly when: "before" | "after" | "tear" | "fail" | "short" | "hang";
  readonly code?: string;
  readonly lasting?: boolean;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that goes away, with the configuration of short sessions in it. */
export interface Lab {
  readonly directory: string;
  readonly config: string;
  path(name: string): string;
  dispose(): void;
}

type Tree = Record<string, unknown>;

function edit(directory: string, name: string, change: (tree: Tree) => Tree): void {
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")) as Tree)));
}

/**
 * The shipped configuration cut down to three symbols, with small journal segments and frequent telemetry, and with
 * every kind of exit: trailing stops, a ladder of take-profits, an age limit, and cooldowns long enough for vetoes.
 */
export function openLab(scope: "three symbols" | "all symbols" = "three symbols"): Lab {
  const directory = mkdtempSync(join(tmpdir(), "hedge-crash-"));
  const config = join(directory, "config");
  cpSync(join(ROOT, "config"), config, { recursive: true });
  const traded = scope === "three symbols" ? SYMBOLS : universeOf(config);
  edit(config, "pairs_universe.json", (tree) => ({
    ...tree,
    universe: (tree["universe"] as { symbol: string }[]).filter(({ symbol }) => traded.includes(symbol)),
  }));
  edit(config, "strategy_config.json", (tree) => ({
    ...tree,
    universe: traded,
    strategies: (tree["strategies"] as { id: string; params: Tree }[])
      .filter(({ id }) => id === "momentum")
      .map((strategy) => ({ ...strategy, params: { ...strategy.params, ...LIVELY } })),
  }));
  edit(config, "strategy_registry.json", (tree) => {
    const { momentum } = tree["strategies"] as { momentum: Tree };
    return { ...tree, strategies: { momentum: { ...momentum, symbols: traded } } };
  });
  edit(config, "risk_limits.json", (tree) => ({
    ...tree,
    global: { ...(tree["global"] as Tree), cooldown_minutes_after_stop: 600 },
  }));
  edit(config, "runtime.json", (tree) => ({
    ...tree,
    journal: { ...(tree["journal"] as Tree), segment_bytes: 65_536 },
    telemetry: { ...(tree["telemetry"] as Tree), interval_ms: 100 },
  }));
  return {
    directory,
    config,
    path: (name) => join(directory, name),
    dispose: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function universeOf(config: string): readonly string[] {
  const tree = JSON.parse(readFileSync(join(config, "strategy_config.json"), "utf8")) as { universe: string[] };
  return tree.universe;
}

const LIVELY = {
  entry_strength: 0.15,
  stop_atr: 2,
  trail_atr: 2,
  take_profit: [{ atr: 1.5, fraction: 0.5 }],
  max_bars: 24,
};

function gather(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (bytes: Buffer) => (stdout += bytes.toString("utf8")));
  child.stderr?.on("data", (bytes: Buffer) => (stderr += bytes.toString("utf8")));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      resolve({ exitCode, signal, stdout, stderr });
    });
  });
}

/** Our own process may be told to be somebody else; what we start must not inherit that. */
const ENVIRONMENT = { PATH: process.env["PATH"] ?? "", HOME: tmpdir(), NO_COLOR: "1" };

export interface ExecutorRun {
  readonly state: string;
  readonly faults?: readonly Fault[];
  /** File for the counts of all calls. */
  readonly counts?: string;
  readonly fresh?: boolean;
}

function hooked(state: string, plan: object): { readonly env: NodeJS.ProcessEnv; readonly flags: readonly string[] } {
  const env = { ...ENVIRONMENT, HEDGE_FAULTS: JSON.stringify({ directory: state, faults: [], ...plan }) };
  return { env, flags: ["--import", join(ROOT, "test/support/fault-hooks.mjs")] };
}

/** One executor on the built product that dies where `faults` say. */
export function runFaulty(lab: Lab, { state, faults = [], counts, fresh = false }: ExecutorRun): Promise<Ended> {
  const { env, flags } = hooked(state, { faults, ...(counts === undefined ? {} : { counts }) });
  const wanted = { configDirectory: lab.config, stateDirectory: state, fresh, ...SPAN };
  const script = join(ROOT, "test/support/crash-child.mjs");
  return gather(spawn(process.execPath, [...flags, script, JSON.stringify(wanted)], { cwd: lab.directory, env }));
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** `hedge …` as a user starts it; `faults` are for the state directory named there. */
export function startHedge(
  lab: Lab,
  words: readonly string[],
  faulty?: { state: string; faults: readonly Fault[]; counts?: string },
): Running {
  const { env, flags } = faulty === undefined ? { env: ENVIRONMENT, flags: [] } : hooked(faulty.state, faulty);
  const child = spawn(process.execPath, [...flags, join(ROOT, "bin/run.js"), ...words], { cwd: lab.directory, env });
  return { child, ended: gather(child) };
}

/** Words of `hedge executor` over the span of the crash tests. */
export function executorWords(lab: Lab, state: string, ...more: readonly string[]): readonly string[] {
  const span = ["--from", new Date(SPAN.fromMs).toISOString(), "--to", new Date(SPAN.toMs).toISOString()];
  return ["executor", "--config", lab.config, "--state", state, ...span, ...more];
}

export function makeDirectory(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}

export interface Restarted {
  readonly report?: { readonly summary: Tree; readonly outcome: string };
  readonly verdict?: { readonly ok: boolean; readonly tornBytes: number; readonly reason?: string };
  readonly error?: string;
}

/** A process that restarts executors one after the other; see crash-restart.mjs. */
export class Restarter {
  readonly #child: ChildProcess;
  readonly #waiting: ((answer: Restarted) => void)[] = [];

  constructor(readonly lab: Lab) {
    const script = join(ROOT, "test/support/crash-restart.mjs");
    this.#child = spawn(process.execPath, [script], { cwd: lab.directory, env: ENVIRONMENT, stdio: "pipe" });
    createInterface({ input: this.#child.stdout! }).on("line", (line) => {
      this.#waiting.shift()?.(JSON.parse(line) as Restarted);
    });
    let stderr = "";
    this.#child.stderr!.on("data", (bytes: Buffer) => (stderr += bytes.toString("utf8")));
    this.#child.once("close", () => {
      for (const answer of this.#waiting.splice(0)) answer({ error: `the restarting process ended: ${stderr}` });
    });
  }

  /** Runs the session in `state` to its end. */
  restart(state: string): Promise<Restarted> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      const flags = { configDirectory: this.lab.config, stateDirectory: state, ...SPAN };
      this.#child.stdin!.write(`${JSON.stringify(flags)}\n`);
    });
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin!.end();
    await closed;
  }
}
