import { executorCommand, type Mode } from "../../domain/mode.js";
import { isoUtc, SECOND_MS } from "../../lib/time.js";
import { type Check, fail, pass, skip, warn } from "./check.js";
import type { Reading } from "./reading.js";
import { counted, listed } from "./words.js";

export interface TelemetryFacts {
  /** Of the books; null where that is not known. */
  readonly mode: Mode | null;
  readonly hasSession: boolean;
  readonly isRunning: boolean;
  readonly isHolderFrozen: boolean;
  /** Every file of the contract: whether it is there and reads as what it should be; torn: its last line is cut off. */
  readonly files: readonly { readonly name: string; readonly content: Reading<"present" | "absent" | "torn"> }[];
  /** The executor's heartbeat in health.json; null without one. */
  readonly heartbeat: {
    readonly pid: number;
    readonly atMs: number;
    readonly state: "running" | "stopped" | "ended";
  } | null;
  readonly nowMs: number;
}

/** docs: an executor is alive while it holds the lock and its heartbeat is at most this old. */
const HEARTBEAT_LIMIT_MS = 5 * SECOND_MS;
function rebuild(mode: Mode | null): string {
  return `run \`${executorCommand(mode)}\`: it writes the telemetry files anew from the journal`;
}

export function checkTelemetryFiles({ mode, hasSession, isRunning, files }: TelemetryFacts): readonly Check[] {
  const id = "telemetry.files";
  const fix = rebuild(mode);
  const present = files.filter(({ content }) => !content.ok || content.value !== "absent");
  if (!hasSession && present.length === 0) return [skip(id, "no session has run here")];
  const broken = files.flatMap(({ name, content }) =>
    content.ok ? [] : [fail(`telemetry.${name}`, `${name}: ${content.error}`, fix)],
  );
  const missing = namesOf(files, "absent");
  const torn = namesOf(files, "torn");
  const unfinished = [
    ...(missing.length === 0 ? [] : [`missing: ${listed(missing)}`]),
    ...(torn.length === 0 ? [] : [`last line cut off: ${listed(torn)}`]),
  ].join("; ");
  if (unfinished !== "" && !isRunning) return [warn(id, unfinished, fix), ...broken];
  if (broken.length > 0) return broken;
  const later = missing.length > 0 ? `; ${listed(missing)} not written yet` : "";
  return [pass(id, `${counted(present.length, "file")} read as they should${later}`)];
}

function namesOf(files: TelemetryFacts["files"], wanted: "absent" | "torn"): readonly string[] {
  return files.filter(({ content }) => content.ok && content.value === wanted).map(({ name }) => name);
}

export function checkHeartbeat(facts: TelemetryFacts): Check {
  const { mode, hasSession, heartbeat, isRunning, isHolderFrozen, nowMs } = facts;
  const id = "telemetry.heartbeat";
  if (heartbeat === null) {
    if (!hasSession) return skip(id, "no session has run here");
    return isRunning
      ? warn(id, "an executor holds the lock, but there is no heartbeat", "look again in a second")
      : warn(id, "no heartbeat of the last executor", rebuild(mode));
  }
  const since = `process ${String(heartbeat.pid)}, last ${isoUtc(heartbeat.atMs)}`;
  if (!isRunning)
    return heartbeat.state === "running" ? died(id, since, mode) : pass(id, `${since}: ${heartbeat.state}`);
  const ageMs = nowMs - heartbeat.atMs;
  const isFresh = ageMs <= HEARTBEAT_LIMIT_MS;
  const age = `${(ageMs / SECOND_MS).toFixed(1)} s old, limit ${String(HEARTBEAT_LIMIT_MS / SECOND_MS)} s`;
  if (isFresh) return pass(id, `process ${String(heartbeat.pid)}: ${age}`);
  const hung = isHolderFrozen ? "its process is frozen" : "it hangs, or the machine is overloaded";
  const fix = `look at process ${String(heartbeat.pid)}; kill -KILL, then \`${executorCommand(mode)}\` goes on from the journal`;
  return fail(id, `${age}: the executor holds the lock but ${hung}`, fix);
}

function died(id: string, since: string, mode: Mode | null): Check {
  const detail = `${since}: it died while running`;
  return warn(id, detail, `run \`${executorCommand(mode)}\`: it goes on from the journal`);
}
