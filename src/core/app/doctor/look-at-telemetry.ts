import { nodeFiles } from "../../adapters/fs/node-files.js";
import type { Reading } from "../../ops/doctor/reading.js";
import type { DoctorFacts } from "../../ops/doctor/checks.js";
import type { CauseFacts, RiskFacts } from "../../ops/doctor/risk.js";
import type { CircuitFacts } from "../../ops/doctor/circuits.js";
import type { TelemetryFacts } from "../../ops/doctor/telemetry.js";
import type { Shape } from "../../lib/shape.js";
import { readDocument, readLines } from "../../readmodel/read-state.js";
import { TELEMETRY_SCHEMAS } from "../../telemetry/exported.schema.js";
import { healthFile } from "../../telemetry/health.schema.js";
import { positionsFile } from "../../telemetry/positions.schema.js";
import { type RiskStateFile, riskStateFile } from "../../telemetry/risk-state.schema.js";
import { fileAgesMs } from "../file-ages.js";
import { inWords } from "./look-at-machine.js";

/** Lines are only asked whether they are objects of JSON; `hedge audit state` holds each against its schema. */
const anyRecord: Shape<object> = {
  safeParse: (value) =>
    typeof value === "object" && value !== null
      ? { success: true, data: value }
      : { success: false, error: { issues: [{ path: [], message: "not a JSON object" }] } },
};

/** A file of the state; null where it is not there. */
function readOne<T>(directory: string, name: string, shape: Shape<T>): Reading<T | null> {
  const reading = inWords(() => {
    if (nodeFiles.readText(`${directory}/${name}`) === null) return null;
    return readDocument({ files: nodeFiles, directory }, name, shape);
  });
  if (!reading.ok) return reading;
  if (reading.value === null) return { ok: true, value: null };
  return reading.value.ok ? reading.value : { ok: false, error: reading.value.error.message };
}

type FileName = keyof typeof TELEMETRY_SCHEMAS;
type Content = TelemetryFacts["files"][number]["content"];

function lookAtFile(directory: string, name: FileName): Content {
  const isLines = name.endsWith(".jsonl");
  const reading = inWords((): Content => {
    const text = nodeFiles.readText(`${directory}/${name}`);
    if (text === null) return { ok: true, value: "absent" };
    const state = { files: nodeFiles, directory };
    const content = isLines
      ? readLines(state, name, anyRecord)
      : readDocument<unknown>(state, name, TELEMETRY_SCHEMAS[name]);
    if (!content.ok) return { ok: false, error: content.error.message };
    return { ok: true, value: isLines && text !== "" && !text.endsWith("\n") ? "torn" : "present" };
  });
  return reading.ok ? reading.value : reading;
}

export function lookAtTelemetryFiles(directory: string): TelemetryFacts["files"] {
  const names = Object.keys(TELEMETRY_SCHEMAS) as FileName[];
  return names.map((name) => ({ name, content: lookAtFile(directory, name) }));
}

export function lookAtHeartbeat(directory: string): TelemetryFacts["heartbeat"] {
  const health = readOne(directory, "health.json", healthFile);
  if (!health.ok || health.value === null) return null;
  const { state, heartbeats } = health.value;
  return { pid: heartbeats.executor.pid, atMs: Date.parse(heartbeats.executor.at), state };
}

/** A cause's row does not say what it does, but its alarm is critical where it halts. */
function causesOf({ causes, alerts }: RiskStateFile): readonly CauseFacts[] {
  return causes.map((cause) => {
    const halts = alerts.some(({ code, severity }) => code === cause.code && severity === "critical");
    return { ...cause, state: halts ? "HALTED" : "REDUCING" };
  });
}

/** Circuits as the newest heartbeat has them; none where that can't be read. */
export function lookAtCircuits(directory: string): readonly CircuitFacts[] {
  const health = readOne(directory, "health.json", healthFile);
  if (!health.ok || health.value === null) return [];
  return health.value.venues.flatMap(({ venue, circuits }) => (circuits === null ? [] : [{ venue, circuits }]));
}

/** Null where a file is missing or can't be read: another check says so. */
export function lookAtActivity(directory: string, nowWallMs: number): DoctorFacts["activity"] {
  const health = readOne(directory, "health.json", healthFile);
  const risk = readOne(directory, "risk_state.json", riskStateFile);
  if (!health.ok || !risk.ok || health.value === null || risk.value === null) return null;
  return { health: health.value, risk: risk.value, fileAgesMs: fileAgesMs(directory, nowWallMs) };
}

export function lookAtRisk(directory: string, graceSeconds: number): RiskFacts {
  const risk = readOne(directory, "risk_state.json", riskStateFile);
  const positions = readOne(directory, "positions.json", positionsFile);
  return {
    tradingState: risk.ok
      ? { ok: true, value: risk.value && { state: risk.value.tradingState, causes: causesOf(risk.value) } }
      : risk,
    positions: positions.ok
      ? {
          ok: true,
          value: positions.value && {
            atMs: Date.parse(positions.value.at),
            open: positions.value.items.map(({ symbol, side, unprotectedSince }) => ({
              symbol,
              side,
              unprotectedSinceMs: unprotectedSince === null ? null : Date.parse(unprotectedSince),
            })),
          },
        }
      : positions,
    graceSeconds,
  };
}
