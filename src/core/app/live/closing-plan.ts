import type { Config } from "../../config/config-files.js";
import type { EventBody } from "../../domain/event.js";
import { isConfiguring } from "../../domain/configuring-event.js";
import { present } from "../../lib/invariant.js";
import { SECOND_MS } from "../../lib/time.js";
import type { ExecutorFlags, ExecutorPorts } from "../executor-session.js";
import { configOfSession } from "../config-of-session.js";
import { sessionBarMs } from "../session-plan.js";
import { journalEvents } from "../session-state.js";
import { beginning } from "../snapshot/fold-journal.js";
import { accountTagOf, requireOwnAccount } from "./account-binding.js";
import { syncClock } from "./check-account.js";
import type { LivePlan, PlanInput } from "./live-plan.js";
import { settingsUnder } from "./symbol-settings.js";

/**
 * The plan of a run that closes what a dead executor holds. It asks the venue for its time, without which nothing can be
 * signed, whether the key is of these books' account, and for nothing else: rules and policies are those that held last, no bar is read, no setting of the account is
 * looked at or changed. Whatever is wrong with these must not keep a position open.
 *
 * Errors: Failure 5 when the venue does not answer, 3 where the key is of another account.
 */
export async function planClosing({ flags, ports, config, venue, recovery }: PlanInput): Promise<LivePlan> {
  await syncClock(venue.clock, ports.clock.nowMs());
  const notes = await lookAtAccount({ flags, ports, venue, recovery });
  const { fromMs, walletsAtMs = fromMs } = present(recovery.started, "a session to close");
  const resumed: EventBody = {
    type: "session.resumed",
    atMs: venue.clock.nowMs(),
    cutBytes: recovery.tail.tornBytes,
  };
  const context = present(recovery.context, "policies of a session that has begun");
  return {
    config,
    context,
    account: config.accounts.default,
    symbols: config.strategy_config.universe,
    barMs: sessionBarMs(context),
    history: null,
    opening: [resumed],
    fromMs,
    walletsAtMs,
    notes,
    settings: settingsUnder(config),
    found: [],
  };
}

/** Another account's key is refused; a venue that can't answer this one question must not keep a position open. */
async function lookAtAccount({
  flags,
  ports,
  venue,
  recovery,
}: Pick<PlanInput, "flags" | "ports" | "venue" | "recovery">): Promise<readonly string[]> {
  if (venue.accountCode === null) return [];
  for (let tries = 1; ; tries += 1) {
    const code = await venue.accountCode();
    if (code.ok) {
      const tag = code.value === null ? null : accountTagOf(code.value);
      if (tag !== null) requireOwnAccount(recovery.accountTag, tag, flags.stateDirectory);
      return [];
    }
    if (tries === ACCOUNT_TRIES) return [ACCOUNT_UNKNOWN];
    await ports.clock.sleep(ACCOUNT_RETRY_MS);
  }
}

/** 5 s in all: stops rest at the venue meanwhile, and a key of another account would close what is not ours. */
const ACCOUNT_TRIES = 6;
const ACCOUNT_RETRY_MS = SECOND_MS;
/** A note of a closing run. */
export const ACCOUNT_UNKNOWN =
  "whether the key is of this session's account: the venue did not say, and it was closed all the same";

/** The configuration under which a session ran last. Errors: Failure 3 where its journal has none that can be used. */
export function lastConfig(
  { stateDirectory, mode }: Pick<ExecutorFlags, "stateDirectory" | "mode">,
  files: ExecutorPorts["files"],
): Config {
  const { snapshot, tail } = beginning(stateDirectory, files, mode);
  let last: EventBody | undefined = snapshot?.memory.facts.held ?? undefined;
  for (const event of journalEvents(stateDirectory, files, mode, tail)) {
    if (isConfiguring(event)) last = event;
  }
  return configOfSession(last);
}
