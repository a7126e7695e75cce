import { endpointsOf } from "../../adapters/ccxt/addresses.js";
import type { ExecutorReport } from "../../domain/executor-summary.js";
import { isFinal } from "../../domain/order.js";
import type { EngineState } from "../../engine/state.js";
import { stopOnRefusal } from "../../engine/supervisor.js";
import { Failure } from "../../lib/failure.js";
import { present } from "../../lib/invariant.js";
import type { ExecutorFlags, ExecutorPorts } from "../executor-session.js";
import { currentConfig } from "../session-plan.js";
import { takeLock } from "../session-state.js";
import { AccountLock } from "./account-lock.js";
import { lastConfig } from "./closing-plan.js";
import { keyWatcher } from "./key-watcher.js";
import { LiveSession } from "./live-session.js";
import { sessionKey } from "./session-key.js";
import { openVenue } from "./open-venue.js";

/**
 * `hedge executor` in a live mode: configuration, keys, lock, venue, session. Nothing is asked of the venue before the
 * lock is held.
 *
 * Errors: Failure with the exit code of what stood in the way.
 */
export async function runLiveExecutor(flags: ExecutorFlags, ports: ExecutorPorts): Promise<ExecutorReport> {
  refusePaperFlags(flags);
  const config = flags.closing === true ? lastConfig(flags, ports.files) : currentConfig(flags, ports);
  const { account, venueKey, question, credentials } = await sessionKey(config, flags, ports);
  return stopOnRefusal(async () => {
    const settings = present(config.venues[venueKey], `venue ${venueKey} of venues.json`);
    const { rest } = endpointsOf(settings, flags.mode);
    const stateLock = await takeLock(flags.stateDirectory, ports, flags.closing === true);
    const accountLock = new AccountLock(rest, ports);
    try {
      if (credentials !== null) await accountLock.takeKey(credentials);
      ports.news?.onStep("connection to the venue");
      const watched = { question, settings, clock: ports.clock, accountLock };
      const watchKey = credentials === null ? null : keyWatcher({ ...watched, credentials });
      const session = new LiveSession({ flags, ports, config, venueKey, watchKey, accountLock });
      const venue = await openVenue({
        config,
        mode: flags.mode,
        venueKey,
        account,
        credentials,
        clock: ports.clock,
        ordersLive: () => hasSomethingAtStake(session.state),
        onRest: (source, problem) => {
          session.onRest(source, problem);
        },
        onCircuit: (change) => {
          session.onCircuit(change);
        },
        onOrders: (counted) => {
          session.onOrders(counted);
        },
        onOccasion: () => {
          session.lookAgain();
        },
      });
      return await session.run(venue);
    } finally {
      accountLock.release();
      stateLock.release();
    }
  });
}

function hasSomethingAtStake({ portfolio }: EngineState): boolean {
  if (Object.keys(portfolio.positions).length > 0) return true;
  return Object.values(portfolio.orders).some(({ status }) => !isFinal(status));
}

/** Errors: Failure 2 for a flag that only recorded data has a meaning for. */
function refusePaperFlags({ mode, fromMs, toMs, speed, fresh }: ExecutorFlags): void {
  const given = [
    ["--from", fromMs !== null],
    ["--to", toMs !== null],
    ["--speed", speed !== null],
    ["--fresh", fresh],
  ] as const;
  const wrong = given.find(([, isGiven]) => isGiven)?.[0];
  if (wrong === undefined) return;
  throw new Failure("flag_of_paper", 2, `${wrong} is for recorded data: mode ${mode} runs in the venue's own time`, {
    path: wrong,
    fix: `Leave ${wrong} out.`,
  });
}
