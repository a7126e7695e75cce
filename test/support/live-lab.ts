import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Ended, type Fault, type Lab, openLab, type Running } from "./crash-lab.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SYMBOLS = ["BTCUSDT", "ETHUSDT", "XRPUSDT"] as const;

/** An hour of the market, and with it a bar, each second. */
const SPEED = 3_600;

type Tree = Record<string, unknown>;

function edit(lab: Lab, name: string, change: (tree: Tree) => Tree): void {
  const path = join(lab.config, name);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")) as Tree)));
}

/** The crash tests' configuration, livelier still: who lives for seconds has to trade at once, and be out again soon. */
export function openLiveLab(): Lab {
  const lab = openLab();
  const hasty = { entry_strength: 0.01, stop_atr: 1, trail_atr: 1, take_profit: [{ atr: 0.5, fraction: 0.5 }] };
  edit(lab, "strategy_config.json", (tree) => ({
    ...tree,
    strategies: (tree["strategies"] as { params: Tree }[]).map((strategy) => ({
      ...strategy,
      params: { ...strategy.params, ...hasty, max_bars: 2 },
    })),
  }));
  edit(lab, "risk_limits.json", (tree) => ({
    ...tree,
    global: { ...(tree["global"] as Tree), cooldown_minutes_after_stop: 0, ...NO_BRAKES },
  }));
  // The sooner an unknown outcome is settled, the more of them a second holds.
  edit(lab, "runtime.json", (tree) => ({ ...tree, live: { ...(tree["live"] as Tree), recv_window_ms: 1_000 } }));
  return lab;
}

/** A latch from bad trading would end the trading that is to be killed. */
const NO_BRAKES = {
  loss_streak: { trades: 1_000, cooldown_minutes: 1 },
  daily_loss_limit_pct: 0.5,
  hard_daily_loss_pct: 0.6,
  max_nav_drawdown_pct: 0.5,
  hard_drawdown_pct: 0.6,
};

interface Address {
  readonly url: string;
  readonly wsUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface VenueWish {
  readonly seed: number;
  /** Fault script. */
  readonly script: string;
  readonly fromMs: number;
}

/** A paper venue that outlives the executors that trade there; see live-venue.mjs. */
export class LiveVenue {
  readonly symbols = SYMBOLS;

  private constructor(
    readonly child: ChildProcess,
    readonly address: Address,
  ) {}

  static async open(lab: Lab, wish: VenueWish): Promise<LiveVenue> {
    const options = { configDirectory: lab.config, symbols: SYMBOLS, speed: SPEED, ...wish };
    const script = join(ROOT, "test/support/live-venue.mjs");
    const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: child.stdout })) {
      return new LiveVenue(child, JSON.parse(line) as Address);
    }
    throw new Error("the paper venue ended before it listened");
  }

  /** No more faults. */
  calm(): void {
    this.child.kill("SIGUSR2");
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = new Promise((resolve) => this.child.once("close", resolve));
    this.child.kill("SIGTERM");
    await closed;
  }

  /** A signed GET, as the account's owner asks. */
  async ask(path: string, wanted: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const { url, apiKey, apiSecret } = this.address;
    const { serverTime } = (await (await fetch(`${url}/fapi/v1/time`)).json()) as { readonly serverTime: number };
    const query = new URLSearchParams({ ...wanted, timestamp: String(serverTime) }).toString();
    const signature = createHmac("sha256", apiSecret).update(query).digest("hex");
    const answer = await fetch(`${url}${path}?${query}&signature=${signature}`, {
      headers: { "X-MBX-APIKEY": apiKey },
    });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return answer.json();
  }
}

export interface LiveStart {
  readonly state: string;
  /** Where it dies. */
  readonly faults?: readonly Fault[];
  /** File for the counts of all sites. */
  readonly counts?: string;
  readonly maxCycles?: number;
}

/** One executor of the built product in mode testnet, pointed at the paper venue. */
export function startLive(
  lab: Lab,
  { address }: LiveVenue,
  { state, faults = [], counts, maxCycles }: LiveStart,
): Running {
  const plan = { directory: state, sockets: true, faults, ...(counts === undefined ? {} : { counts }) };
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: lab.directory,
    // The count of what was used of the venue's limits lies there: one for each, as if a minute had passed.
    TMPDIR: mkdtempSync(join(lab.directory, "tmp-")),
    ENV: "testnet",
    BINANCE_API_KEY: address.apiKey,
    BINANCE_API_SECRET: address.apiSecret,
    HEDGE__VENUES__BINANCE__TESTNET__REST: address.url,
    HEDGE__VENUES__BINANCE__TESTNET__WS: address.wsUrl,
    HEDGE_FAULTS: JSON.stringify(plan),
  };
  const hooks = ["--import", join(ROOT, "test/support/fault-hooks.mjs")];
  const wanted = { configDirectory: lab.config, stateDirectory: state, maxCycles: maxCycles ?? null };
  const script = join(ROOT, "test/support/live-child.mjs");
  const child = spawn(process.execPath, [...hooks, script, JSON.stringify(wanted)], { cwd: lab.directory, env });
  return { child, ended: gather(child) };
}

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
