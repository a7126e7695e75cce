import { nodeFiles } from "../adapters/fs/node-files.js";
import { systemClock } from "../adapters/system/clock.js";
import type { JournalEvent } from "../domain/event.js";
import type { ExecutorReport } from "../domain/executor-summary.js";
import type { Mode } from "../domain/mode.js";
import type { LiveDisplay } from "../domain/session-glance.js";
import { toNumber } from "../lib/decimal.js";
import { Failure } from "../lib/failure.js";
import { isoUtc } from "../lib/time.js";
import type { HealthWish } from "./health/serve-health.js";
import { runExecutor } from "./executor-session.js";
import { showSession } from "./live/show-session.js";
import { sessionSurroundings } from "./session-surroundings.js";

/** Flags of `hedge executor` as they are parsed. */
interface ExecuteFlags {
  readonly config: string;
  /** Whether --config was given. */
  readonly isConfigNamed: boolean;
  readonly state?: string | undefined;
  readonly mode: Mode;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly speed?: number | null | undefined;
  readonly cycles?: number | undefined;
  readonly once: boolean;
  readonly fresh: boolean;
}

interface ExecuteOutput {
  /** For recorded data, which has an end. */
  readonly progress: { update(share: number, note: string): void; stop(): void };
  /** For a live mode, which has none. */
  readonly live: LiveDisplay;
  /** Takes each journal event as a line; null without --jsonl. */
  readonly jsonl: ((line: string) => void) | null;
  readonly health: HealthWish;
}

/** Runs a session on this machine's clock, disk and signals. */
export async function executeSession(
  flags: ExecuteFlags,
  { progress, live, jsonl, health }: ExecuteOutput,
): Promise<{ readonly report: ExecutorReport; readonly exitCode: number }> {
  if (flags.fresh && flags.mode !== "paper") {
    throw new Failure(
      "fresh_refused",
      2,
      `--fresh is for paper only: the books of mode ${flags.mode} are never put aside`,
      {
        path: "--fresh",
      },
    );
  }
  const stateDirectory = flags.state ?? `cache/${flags.mode}`;
  const news = showSession(live, systemClock);
  const isLive = flags.mode !== "paper";
  const surroundings = await sessionSurroundings(stateDirectory, health);
  try {
    const report = await runExecutor(
      {
        configDirectory: flags.config,
        isConfigNamed: flags.isConfigNamed,
        stateDirectory,
        mode: flags.mode,
        fromMs: flags.from ?? null,
        toMs: flags.to ?? null,
        speed: flags.speed ?? null,
        maxCycles: flags.once ? 1 : (flags.cycles ?? null),
        fresh: flags.fresh,
      },
      {
        files: nodeFiles,
        clock: systemClock,
        env: process.env,
        stop: surroundings.stop,
        news,
        onProgress: (share, state) => {
          if (isLive) {
            news.onBeat(state, state.atMs);
            return;
          }
          const nav = state.portfolio.nav;
          const worth = nav === null ? "" : `  NAV ${Math.round(toNumber(nav.nav)).toLocaleString("en-US")}`;
          progress.update(share ?? 0, `${isoUtc(state.atMs).slice(0, 10)}${worth}`);
        },
        onEvent: (event) => {
          // Its first line is durable: it holds the lock and can write.
          surroundings.ready();
          jsonl?.(JSON.stringify(journaled(event)));
        },
        onSession: surroundings.onSession,
        onReload: surroundings.onReload,
      },
    );
    surroundings.requireNotFired();
    surroundings.ready();
    return { report, exitCode: report.outcome === "stopped" ? surroundings.stoppedBy() : 0 };
  } finally {
    progress.stop();
    if (isLive) live.stop();
    await surroundings.close();
  }
}

/** An event with the members and their order of its journal line. */
function journaled(event: JournalEvent): object {
  const { seq, at, type, v, mode, correlationId, hash, atMs: _atMs, ...payload } = event;
  return { seq, at, type, v, mode, correlationId, ...payload, hash };
}
