import { startHedge } from "../../adapters/system/hedge-process.js";
import { MINUTE_MS } from "../../lib/time.js";
import type { Check } from "../../ops/doctor/check.js";
import { parseJson } from "../../readmodel/json-codec.js";
import type { ExecutorFlags, ExecutorPorts } from "../executor-session.js";

/**
 * Checks that speak of this very process, which has just begun, and of the state that the preflight itself decides on:
 * gates and latches limit trading by themselves, and one that is cleared must not live on in here until the next look.
 * Each stands for those that carry a name behind it, `risk.trading-state.operator_halt`.
 */
const OF_OURSELVES: readonly string[] = ["telemetry.heartbeat", "state.session", "risk.trading-state"];

/** The first failing check in words, null while none fails. Warnings are for `hedge doctor`. */
export type PreflightQuestion = (signal: AbortSignal) => Promise<string | null>;

const LONGEST_MS = MINUTE_MS;

/**
 * Doctor's look at machine, configuration, state and venue, for production: an entry needs it green. It is a process of
 * its own: it reads the whole journal, and a session that trades must not wait for that. A doctor that does not answer is
 * a failing check: what is not known to be green is not.
 */
export function askDoctor(
  { stateDirectory, configDirectory }: ExecutorFlags,
  { env, clock }: Pick<ExecutorPorts, "env" | "clock">,
  venue: string,
): PreflightQuestion {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const words = ["doctor", "--venue", venue, "--state", stateDirectory, "--config", configDirectory, "--json"];
  return async (signal) => {
    const doctor = startHedge(words, given);
    const over = new AbortController();
    const end = (): void => {
      if (!over.signal.aborted) doctor.signal("SIGKILL");
    };
    signal.addEventListener("abort", end, { once: true, signal: over.signal });
    const late = clock.sleep(LONGEST_MS, over.signal).then(end);
    const { stdout } = await doctor.ended;
    over.abort();
    await late;
    return firstFailing(stdout);
  };
}

/** The first failing check of a document that `hedge doctor --json` has printed. */
export function firstFailing(printed: string): string | null {
  const parsed = parseJson(printed);
  const checks = parsed.ok ? (parsed.value as { readonly checks?: readonly Check[] } | null)?.checks : undefined;
  if (checks === undefined) return "hedge doctor gave no answer";
  const failing = checks.find(isFailing);
  return failing === undefined ? null : `${failing.id}: ${failing.detail}`;
}

function isFailing({ id, status }: Check): boolean {
  return status === "fail" && !OF_OURSELVES.some((own) => id === own || id.startsWith(`${own}.`));
}
