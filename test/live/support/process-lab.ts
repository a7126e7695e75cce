import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { recoverBooks } from "../../../src/core/app/operator/recover-books.js";
import { root } from "../../core/config/support.js";
import { journalLines } from "../../support/crash-books.js";
import { differences } from "./session-problems.js";
import { rising, StoryMarket } from "./story-market.js";
import { VenueLab } from "./venue-lab.js";

type Tree = Record<string, unknown>;

const LAUNCHER = fileURLToPath(new URL("../../../bin/run.js", import.meta.url));
const SYMBOLS = ["BTCUSDT", "ETHUSDT"];

/** The built product in mode testnet, a process for each command, at a venue in this process where both symbols are bought. */
export class ProcessLab {
  readonly folder = mkdtempSync(join(tmpdir(), "hedge-process-"));
  readonly config = join(this.folder, "config");
  readonly state = join(this.folder, "state");

  private constructor(
    readonly market: StoryMarket,
    readonly venue: VenueLab,
  ) {
    cpSync(join(root, "config"), this.config, { recursive: true });
    this.edit("strategy_config.json", (tree) => ({ ...tree, universe: SYMBOLS }));
  }

  static async open(): Promise<ProcessLab> {
    const market = new StoryMarket({ symbols: SYMBOLS, path: rising, funding: "none" });
    return new ProcessLab(market, await VenueLab.open({ store: market.store, symbols: SYMBOLS, speed: 3_600 }));
  }

  edit(file: string, change: (tree: Tree) => Tree): void {
    const path = join(this.config, file);
    writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")) as Tree)));
  }

  hedge(...words: readonly string[]) {
    const { url, wsUrl, apiKey, apiSecret } = this.venue.server;
    const env = {
      PATH: process.env["PATH"] ?? "",
      HEDGE_SHARED_DIR: this.folder,
      ENV: "testnet",
      BINANCE_API_KEY: apiKey,
      BINANCE_API_SECRET: apiSecret,
      HEDGE__VENUES__BINANCE__TESTNET__REST: url,
      HEDGE__VENUES__BINANCE__TESTNET__WS: wsUrl,
      HEDGE__STRATEGY_REGISTRY__STRATEGIES__MOMENTUM__SYMBOLS: JSON.stringify(SYMBOLS),
      HEDGE__RUNTIME__JOURNAL__SEGMENT_BYTES: "65536",
      HEDGE__RUNTIME__LIVE__RECONCILE_SECONDS: "2",
    };
    const all = [LAUNCHER, ...words, "--state", this.state, "--json"];
    return execa(process.execPath, all, { env, extendEnv: false, reject: false, cwd: this.folder, timeout: 180_000 });
  }

  executor() {
    return this.hedge("executor", "--mode", "testnet", "--config", this.config);
  }

  /** Lines of the journal so far that have all of these texts. */
  lines(...texts: readonly string[]): readonly string[] {
    if (!existsSync(join(this.state, "journal"))) return [];
    return journalLines(this.state).filter((line) => texts.every((text) => line.includes(text)));
  }

  /** What the venue holds, and how many whole-position stops work there. */
  async held(): Promise<readonly [number, number]> {
    const { positions, algos } = await this.venue.witness();
    const stops = algos.filter(({ algoStatus, closePosition }) => algoStatus === "NEW" && closePosition);
    return [[...positions.values()].filter((qty) => Number(qty) !== 0).length, stops.length];
  }

  /** Waits until the venue holds so many positions, each with its stop. */
  async untilHeld(count: number): Promise<void> {
    for (let looks = 0; looks < 600; looks += 1) {
      const [positions, stops] = await this.held();
      if (positions === count && stops === count) return;
      await sleep(100);
    }
    throw new Error(
      `not ${String(count)} positions with a stop each within 60 s: ${JSON.stringify(await this.held())}`,
    );
  }

  /** What venue, trades and the books of a dead session disagree on. */
  differences(): Promise<readonly string[]> {
    return differences({ state: recoverBooks(this.state, nodeFiles).state, venue: this.venue });
  }

  async dispose(): Promise<void> {
    await this.venue.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
