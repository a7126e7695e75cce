import type { Check } from "../../ops/doctor/check.js";
import { parseJson } from "../../readmodel/json-codec.js";
import { diagnose } from "../doctor.js";
import type { ExecutorFlags, ExecutorPorts } from "../executor-session.js";

/** Checks that speak of this very process, which has just begun, and of the state that the preflight itself decides on. */
const OF_OURSELVES: readonly string[] = ["telemetry.heartbeat", "state.session", "risk.trading-state"];

/**
 * Doctor's look at machine, configuration, state and venue, for production: an entry needs it green.
 *
 * Returns the first failing check in words, null when none fails. Warnings are for `hedge doctor`.
 */
export async function preflightProblem(
  { stateDirectory, configDirectory }: ExecutorFlags,
  { env }: ExecutorPorts,
  venue: string,
): Promise<string | null> {
  const document = await diagnose({
    place: { state: stateDirectory, notice: () => undefined },
    configDirectory,
    env,
    terminal: { width: 80, colour: false, interactive: false },
    fix: false,
    venue,
  });
  return problemIn(document.checks);
}

/** The same of a document that `hedge doctor --json` has printed. */
export function firstFailing(printed: string): string | null {
  const parsed = parseJson(printed);
  const checks = parsed.ok ? (parsed.value as { readonly checks?: readonly Check[] } | null)?.checks : undefined;
  return checks === undefined ? "hedge doctor gave no answer" : problemIn(checks);
}

function problemIn(checks: readonly Check[]): string | null {
  const failing = checks.find(isFailing);
  return failing === undefined ? null : `${failing.id}: ${failing.detail}`;
}

function isFailing({ id, status }: Check): boolean {
  return status === "fail" && !OF_OURSELVES.includes(id);
}
