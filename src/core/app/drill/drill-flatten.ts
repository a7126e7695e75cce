import { join } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { type HedgeProcess, startHedge } from "../../adapters/system/hedge-process.js";
import { listenForStop } from "../../adapters/system/signals.js";
import { temporaryDirectory } from "../../adapters/system/temporary-directory.js";
import type { VenueSettings } from "../../config/venues.js";
import { present } from "../../lib/invariant.js";
import { isoUtc } from "../../lib/time.js";
import { requireConfig } from "../load-config.js";
import type { FlattenDocument } from "../operator/flatten-document.js";
import { announced, documentOf, type DrillAccount, environmentOf, untilHolding } from "./drill-processes.js";
import { accountAtVenue } from "./drill-venue.js";

/** What state the executor is in when `flatten` is said. */
const CASES = ["running", "dead", "hung"] as const;
type Case = (typeof CASES)[number];

interface DrillRun {
  readonly executor: Case;
  readonly held: FlattenDocument["held"];
  /** By the books that `flatten` left behind. */
  readonly flat: boolean;
  /** What the venue itself says afterwards. */
  readonly positionsAtVenue: number;
  readonly ordersAtVenue: number;
  /** From the word to flat books; null where they never were. */
  readonly timeToFlatMs: number | null;
  /** The whole command, start-up included. */
  readonly commandMs: number;
}

export interface DrillDocument {
  readonly schema: "hedge.flatten-drill/1";
  readonly mode: "testnet";
  readonly ok: boolean;
  readonly at: string;
  readonly runs: readonly DrillRun[];
}

export interface Drilled {
  readonly document: DrillDocument;
  readonly interruptedBy: 130 | 143 | null;
}

/** An hour a second, on a day on which the recorded market trades from its first hours on. */
const SPEED = "3600";
const FROM = "2024-08-04";

interface Stage {
  readonly config: string;
  readonly account: DrillAccount;
  readonly settings: VenueSettings;
  readonly note: (text: string) => void;
  readonly stop: AbortSignal;
}

/**
 * `hedge flatten --drill`: a paper venue of its own, an executor that trades there with this configuration, and
 * `hedge flatten` as a process of its own while that executor runs, is dead, and hangs. No real session, key or venue
 * is touched.
 *
 * Errors: Failure 3 for a configuration that can't trade there, 5 where nothing was held in time.
 */
export async function drillFlatten(config: string, note: (text: string) => void): Promise<Drilled> {
  const loaded = requireConfig({ directory: config, env: {}, files: nodeFiles });
  const account = present(
    loaded.accounts.accounts.find(({ id }) => id === loaded.accounts.default),
    "the default account of accounts.json",
  );
  const settings = present(loaded.venues[account.venue], `venue ${account.venue} of venues.json`);
  const stop = listenForStop();
  const runs: DrillRun[] = [];
  try {
    for (const executor of CASES) {
      if (stop.signal.aborted) break;
      const run = await rehearse(executor, { config, account, settings, note, stop: stop.signal });
      if (run !== null) runs.push(run);
    }
  } finally {
    stop.dispose();
  }
  const ok = runs.length === CASES.length && runs.every(isFlat);
  const at = isoUtc(systemClock.nowMs());
  const document = { schema: "hedge.flatten-drill/1", mode: "testnet", ok, at, runs } as const;
  return { document, interruptedBy: stop.exitCode() };
}

function isFlat({ flat, positionsAtVenue, ordersAtVenue }: DrillRun): boolean {
  return flat && positionsAtVenue === 0 && ordersAtVenue === 0;
}

/** Null when it was interrupted. */
async function rehearse(executor: Case, stage: Stage): Promise<DrillRun | null> {
  const { config, note, settings } = stage;
  const place = temporaryDirectory("drill");
  const started: HedgeProcess[] = [];
  const start = (words: readonly string[], env: Readonly<Record<string, string>> = {}): HedgeProcess => {
    const child = startHedge([...words, "--json", "--config", config], env);
    started.push(child);
    return child;
  };
  try {
    const venue = start(["paper", "serve", "--port", "0", "--speed", SPEED, "--from", FROM]);
    const paper = await announced(venue);
    const env = environmentOf(paper, stage.account);
    const state = join(place.path, "testnet");
    note(
      `Rehearsal with the executor ${executor}: one trades at the paper venue ${paper.url} until it holds something.`,
    );
    const trading = start(["executor", "--mode", "testnet", "--state", state], env);
    if (!(await untilHolding(state, trading, stage.stop))) return null;
    if (executor === "dead") {
      trading.signal("SIGKILL");
      await trading.ended;
    } else if (executor === "hung") trading.signal("SIGSTOP");
    note(`hedge flatten, the executor ${executor}`);
    const saidMs = systemClock.monotonicMs();
    const answer = await start(["flatten", "--yes", "--state", state], env).ended;
    if (stage.stop.aborted) return null;
    const commandMs = Math.round(systemClock.monotonicMs() - saidMs);
    const flatten = documentOf(answer);
    const { positions, openOrders } = await accountAtVenue(paper, settings);
    return {
      executor,
      held: flatten.held,
      flat: flatten.flat,
      positionsAtVenue: positions.length,
      ordersAtVenue: openOrders.length,
      timeToFlatMs: flatten.flat ? flatten.elapsedMs : null,
      commandMs,
    };
  } finally {
    for (const child of started) child.signal("SIGKILL");
    await Promise.all(started.map(({ ended }) => ended));
    place.dispose();
  }
}
