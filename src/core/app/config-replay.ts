import { nodeFiles } from "../adapters/fs/node-files.js";
import type { Config } from "../config/config-files.js";
import { configHash } from "../config/hash.js";
import { Failure } from "../lib/failure.js";
import { present } from "../lib/invariant.js";
import { DAY_MS, HOUR_MS } from "../lib/time.js";
import {
  compareSessions,
  type RehearsedSession,
  type ReplayDifference,
} from "../ops/config-replay/compare-sessions.js";
import { VerdictRecorder } from "../ops/config-replay/verdicts.js";
import { dataDirectory } from "./recorded-data.js";
import { openSessionData } from "./session-data.js";
import { rehearse } from "./rehearsal.js";
import { dataSpan, planOver } from "./session-plan.js";

interface ReplayRequest {
  /** --replay as typed: `30d`. */
  readonly span: string;
  readonly before: { readonly config: Config; readonly baseline: string };
  readonly after: Config;
  readonly onProgress: (share: number, note: string) => void;
}

/** Days of `30d`. Errors: Failure 2 for anything else. */
export function requireDays(text: string): number {
  const [, digits = ""] = /^([1-9]\d{0,3})d$/.exec(text) ?? [];
  if (digits !== "") return Number(digits);
  throw new Failure("invalid_value", 2, `--replay ${text}: no number of days such as 30d`, {
    path: "--replay",
    value: text,
    fix: "Write how many of the last recorded days to run, as in --replay 30d.",
  });
}

/**
 * Runs the last days of the audited configuration's recorded data under two configurations, from empty books, and says
 * what they decided differently. Both run over the same data, each with its own universe, venue figures and opening NAV.
 *
 * Errors: Failure 2 for a span that the data does not have, 3 for a configuration that can't run a paper session.
 */
export async function replayConfigs({ span, before, after, onProgress }: ReplayRequest): Promise<ReplayDifference> {
  const days = requireDays(span);
  const directory = dataDirectory(after);
  const store = await openSessionData(after);
  const whole = await dataSpan(store, after.strategy_config.universe, { fromMs: null, toMs: null });
  const fromMs = whole.toMs - days * DAY_MS;
  if (fromMs < whole.fromMs) {
    const recorded = Math.floor((whole.toMs - whole.fromMs) / DAY_MS);
    throw new Failure("bad_span", 2, `--replay ${span}: only ${String(recorded)} days are recorded in ${directory}`, {
      path: "--replay",
      value: span,
      fix: `Write --replay ${String(recorded)}d or less, or name more data in runtime.paper.data_directory.`,
    });
  }
  const range = { fromMs: Math.ceil(fromMs / HOUR_MS) * HOUR_MS, toMs: whole.toMs };
  const run = async (config: Config, part: number): Promise<RehearsedSession> => {
    const own = config === after ? store : await openSessionData({ ...config, runtime: after.runtime });
    const plan = await planOver(config, range, { files: nodeFiles, store: own });
    const recorder = new VerdictRecorder();
    const state = await rehearse(plan, {
      onEvent: (event) => {
        recorder.onEvent(event);
      },
      onProgress: (share) => {
        onProgress((part + share) / 2, part === 0 ? "as it was" : "as it is now");
      },
    });
    const { verdicts, cycles, ordersSent } = recorder;
    const navEnd = present(state.portfolio.nav, "NAV at the end of a session").nav;
    return { verdicts, cycles, ordersSent, fills: state.portfolio.totals.fills, navStart: plan.navStart, navEnd };
  };
  const old = await run(before.config, 0);
  // Decisions are a function of configuration and data.
  const same = configHash(before.config) === configHash(after);
  return compareSessions(old, same ? old : await run(after, 1), { baseline: before.baseline, ...range });
}
