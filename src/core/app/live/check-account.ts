import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import { err } from "../../lib/result.js";
import { rightsProblem } from "../../ops/doctor/key-rights.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway, VenueRefusal } from "../../ports/venue-gateway.js";
import { isoUtc, MINUTE_MS } from "../../lib/time.js";
import { unreachable } from "./start-advice.js";

type AccountQuestions = Pick<VenueGateway, "modes" | "keyRights">;

const SILENT: VenueRefusal = { code: 0, reason: "no answer", reaction: "resend", retryAfterMs: null };

/** Largest difference of machine and venue time at which signed requests still make sense. */
const MOST_SKEW_MS = 500;

/**
 * Refuses an account that is set up otherwise than the books assume. Nothing is switched here: position and asset mode
 * belong to the whole account, other programs included.
 *
 * nowMs: wall time. Errors: Failure 3 naming what is wrong; Failure 5 when the venue does not answer.
 */
export async function requireAccount(gateway: AccountQuestions, mode: Mode, nowMs: number): Promise<void> {
  const answer = await gateway.modes();
  if (!answer.ok) throw unreachable("the account's modes", answer.error, nowMs);
  const { canTrade, hedgeMode, multiAssets } = answer.value;
  if (!canTrade) throw refused("the account may not trade", "See the venue's message to its owner.");
  if (hedgeMode) throw refused("the account is in hedge mode", "Switch it to one-way mode at the venue.");
  if (multiAssets) throw refused("the account is in multi-assets mode", "Switch it to single-asset mode.");
  if (mode === "prod") await requireHarmlessKey(gateway);
}

/** `canWithdraw` of the account's modes says nothing of the key: an ordinary account has it. */
async function requireHarmlessKey(gateway: AccountQuestions): Promise<void> {
  const answer = await gateway.keyRights();
  const problem = rightsProblem(answer.ok ? answer : err(answer.error.reason));
  if (problem !== null) throw refused(problem.message, `${problem.fix}.`);
}

function refused(message: string, fix: string): Failure {
  return new Failure("account_refused", 3, `${message}: nothing is traded on it`, { fix });
}

/** How far the venue's time is from the machine's. nowMs: wall time. Errors: Failure 5 where the venue did not answer. */
export async function syncClock(clock: VenueClock, nowMs: number): Promise<number> {
  const offsetMs = await clock.sync();
  if (offsetMs === null) throw unreachable("the venue's time", clock.trouble ?? SILENT, nowMs);
  return offsetMs;
}

/**
 * isReal: false for a paper venue on this machine, which lives in another year. nowMs: wall time.
 * Errors: Failure 5 where the clocks are too far apart, or the venue did not answer.
 */
export async function requireClock(
  clock: VenueClock,
  { isReal, nowMs }: { readonly isReal: boolean; readonly nowMs: number },
): Promise<void> {
  const offsetMs = await syncClock(clock, nowMs);
  const within = !isReal || Math.abs(offsetMs) <= MOST_SKEW_MS;
  if (within) return;
  throw new Failure("clock_skew", 5, `the machine's clock is ${String(offsetMs)} ms away from the venue's`, {
    fix: "Synchronise it (chrony or systemd-timesyncd) and start again.",
  });
}

/**
 * Refuses a venue whose time is before the books: ages would stand still, and no deadline would fall due until it has
 * caught up.
 *
 * newestMs: venue time of the journal's newest line; null before the first. Errors: Failure 3 where it is more than a
 * minute ahead of the venue (of the machine's time, where a paper venue runs faster).
 */
export function requireOnwards(clock: Pick<VenueClock, "nowMs" | "speed">, newestMs: number | null): void {
  const nowMs = clock.nowMs();
  if (newestMs === null || nowMs >= newestMs - MINUTE_MS * clock.speed) return;
  const behind = `the venue's clock says ${isoUtc(nowMs)}, these books go to ${isoUtc(newestMs)} already`;
  throw new Failure("venue_time_behind", 3, `${behind}: another venue, or a wrong time there`, {
    fix:
      "Look at the venue's addresses in the environment (`hedge doctor --venue binance`). A paper venue that was started " +
      "anew begins with its market: its sessions take a new directory (`--state NEW`).",
  });
}
