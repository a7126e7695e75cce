import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { HOUR_MS } from "../../src/core/lib/time.js";
import { type Ended, type Fault, type Lab, openLab, type Running } from "./crash-lab.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SYMBOLS = ["BTCUSDT", "ETHUSDT", "XRPUSDT"] as const;

/** Wall time of an hour of the market, and with it of a bar. */
const HOUR_WALL_MS = 1_000;

type Tree = Record<string, unknown>;

function edit(lab: Lab, name: string, change: (tree: Tree) => Tree): void {
  const path = join(lab.config, name);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")) as Tree)));
}

/**
 * The crash tests' configuration, livelier still: who lives for seconds has to trade at once, and be out again soon.
 * `maker`: entries rest at the venue for an hour of it, and follow the market. Where an hour is a second, answers
 * take too long for a venue that is trusted with them.
 */
export function openLiveLab(entries: "taker" | "maker" = "taker"): Lab {
  const lab = openLab();
  if (entries === "maker") {
    edit(lab, "router_policy.json", (tree) => ({
      ...tree,
      maker: { ...(tree["maker"] as Tree), ...PATIENT },
      maker_timeout_seconds: 3_600,
      max_slippage_bps: { ...(tree["max_slippage_bps"] as Tree), entry: 300 },
      quality: { ...(tree["quality"] as Tree), ...EASY_TO_PLEASE },
    }));
  }
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

/** One order of a symbol is enough to know the venue, and nothing it does speaks against waiting. */
const EASY_TO_PLEASE = { min_orders: 1, broken_ack_ms: 600_000, degraded_ack_ms: 600_000, broken_reject_ratio: 1 };
const PATIENT = {
  fill_prior: 1,
  fill_prior_orders: 1_000,
  markout_prior_bps: -100,
  max_fallback_ratio: 1,
};

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
  readonly hourWallMs?: number;
}

/** A paper venue that outlives the executors that trade there; see live-venue.mjs. */
export class LiveVenue {
  readonly symbols = SYMBOLS;

  private constructor(
    readonly child: ChildProcess,
    readonly address: Address,
  ) {}

  static async open(lab: Lab, wish: VenueWish): Promise<LiveVenue> {
    const { hourWallMs = HOUR_WALL_MS, ...rest } = wish;
    const speed = HOUR_MS / hourWallMs;
    const options = { configDirectory: lab.config, symbols: SYMBOLS, speed, ...rest };
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
export function startLive(lab: Lab, venue: LiveVenue, wanted: LiveStart): Running {
  const standby = standByLive(lab, venue, wanted);
  standby.begin();
  return standby;
}

/** A process that has loaded everything and waits for `begin`; `dismiss` where it is not needed any more. */
export interface Standby extends Running {
  begin(): void;
  dismiss(): Promise<unknown>;
}

export function standByLive(
  lab: Lab,
  { address }: LiveVenue,
  { state, faults = [], counts, maxCycles }: LiveStart,
): Standby {
  const plan = { directory: state, sockets: true, faults, ...(counts === undefined ? {} : { counts }) };
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: lab.directory,
    // The count of what was used of the venue's limits lies there: one for each, as if a minute had passed.
    HEDGE_SHARED_DIR: mkdtempSync(join(lab.directory, "tmp-")),
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
  const ended = gather(child);
  // A process that a fault has killed already hears nothing.
  child.stdin.on("error", () => undefined);
  return {
    ...{ child, ended },
    begin: () => child.stdin.end("begin\n"),
    dismiss: async () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
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
