import { attempt } from "../adapters/system/attempt.js";
import { basename, join, resolve } from "node:path";
import { nodeFiles } from "../adapters/fs/node-files.js";
import { systemClock } from "../adapters/system/clock.js";
import { describeMachine } from "../adapters/system/machine.js";
import { configHash } from "../config/hash.js";
import { type Mode, MODES } from "../domain/mode.js";
import { Failure } from "../lib/failure.js";
import { nearest } from "../lib/nearest.js";
import { type DoctorDocument, doctorDocument } from "../ops/doctor/check.js";
import { type DoctorFacts, runChecks } from "../ops/doctor/checks.js";
import type { TerminalFacts } from "../ops/doctor/environment.js";
import { isFrozen, type LockFacts } from "../ops/doctor/lock.js";
import { planRepairs, reportRepairs } from "../ops/doctor/repair.js";
import { VENUE_NAMES } from "../ops/doctor/venue.js";
import { chooseStateDirectory, type StatePlace } from "./choose-state.js";
import { carryOut } from "./doctor/carry-out.js";
import { buildTimeMs, judgeConfig, lookAtConfig, lookAtData } from "./doctor/look-at-config.js";
import { lookAtEnvironment, lookAtInterlock } from "./doctor/look-at-machine.js";
import { lookAtDisk, lookAtEntries, lookAtLock } from "./doctor/look-at-state.js";
import {
  lookAtActivity,
  lookAtCircuits,
  lookAtHeartbeat,
  lookAtRisk,
  lookAtTelemetryFiles,
} from "./doctor/look-at-telemetry.js";
import { lookAtChannels } from "./doctor/look-at-channels.js";
import { lookAtMirror } from "./doctor/look-at-mirror.js";
import { lookAtVenue } from "./doctor/look-at-venue.js";
import { readStandby } from "./standby.js";
import { telemetrySeq } from "./telemetry-seq.js";
import { type JournalReading, readWholeJournal } from "./doctor/read-journal.js";

interface DoctorRequest {
  readonly place: StatePlace;
  readonly configDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the output can do; TERM is read from the environment. */
  readonly terminal: Omit<TerminalFacts, "term">;
  readonly fix: boolean;
  readonly venue: string | undefined;
}

/**
 * `hedge doctor`: looks at everything a session rests on and judges it; with `fix` repairs what is safe and looks again.
 *
 * Errors: Failure 2 for a venue nobody knows. All else that is wrong is a check that says so.
 */
export async function diagnose(request: DoctorRequest): Promise<DoctorDocument> {
  const venue = request.venue === undefined ? null : requireVenue(request.venue);
  const directory = await directoryOf(request.place);
  const facts = await gatherFacts(request, directory, venue);
  if (!request.fix) return doctorDocument(facts.mode, runChecks(facts));
  const repaired = reportRepairs(await carryOut(planRepairs(facts), directory));
  const after = await gatherFacts(request, directory, venue);
  return doctorDocument(after.mode, [...repaired, ...runChecks(after)]);
}

function requireVenue(typed: string): string {
  const known = VENUE_NAMES.find((name) => name === typed.toLowerCase());
  if (known !== undefined) return known;
  const meant = nearest(typed, VENUE_NAMES);
  const choice = `known: ${VENUE_NAMES.join(", ")}`;
  throw new Failure("unknown_venue", 2, `there is no venue "${typed}"`, {
    value: typed,
    fix: meant === null ? choice : `did you mean ${meant}? ${choice}`,
  });
}

/** A directory without state is looked at as well: there is much else to look at. */
async function directoryOf(place: StatePlace): Promise<string> {
  if (place.state !== undefined) return place.state;
  const chosen = await chooseStateDirectory(nodeFiles, place);
  return chosen.ok ? chosen.value : `${place.cache ?? "cache"}/paper`;
}

/** Mode of the books; where they do not say, the one that the directory is named after, as in `cache/testnet`. */
function modeOf(journal: JournalReading, directory: string): Mode | null {
  return journal.mode ?? MODES.find((mode) => mode === basename(resolve(directory))) ?? null;
}

async function gatherFacts(request: DoctorRequest, directory: string, venue: string | null): Promise<DoctorFacts> {
  const lock = await lookAtLock(directory);
  const isRunning = lock.held.ok && lock.held.value;
  const standby = readStandby(directory, nodeFiles);
  const journal = readWholeJournal(nodeFiles, join(directory, "journal"));
  const heartbeat = lookAtHeartbeat(directory);
  const mode = modeOf(journal, directory);
  const { variables, dotEnvText, dotEnv, secretFiles } = lookAtEnvironment(request.env);
  const configReading = lookAtConfig(request.configDirectory, request.env);
  const { config: loaded } = configReading;
  const data = await lookAtData(loaded);
  const machine = describeMachine();
  const nowMs = systemClock.nowMs();
  return {
    mode,
    venue,
    venueLook: await lookAtVenue({ venue, config: loaded, mode, env: request.env }),
    environment: machine,
    terminal: { ...request.terminal, term: variables["TERM"] ?? null },
    interlock: lookAtInterlock(mode, request.env, dotEnvText),
    clock: {
      nowMs,
      builtAtMs: buildTimeMs(),
      newestStateMs: newest(lock, heartbeat?.atMs),
      localZone: machine.localZone,
    },
    config: await judgeConfig(configReading, data),
    dotEnv,
    secretFiles,
    bundledData: data.facts,
    disk: lookAtDisk(directory),
    state: {
      ...{ directory, entries: lookAtEntries(directory), isRunning, farewell: heartbeat?.state ?? null },
      ...(standby === null ? {} : { standby }),
    },
    sessionInputs: { started: journal.started, configHash: loaded && configHash(loaded), dataHash: data.dataHash },
    circuits: lookAtCircuits(directory),
    mirror: await lookAtMirror(directory, journal.facts.kind !== "absent"),
    channels: await lookAtChannels(loaded, mode, request.env),
    lock,
    journal: journal.facts,
    projectedSeq: projectedSeqOf(directory),
    telemetry: {
      mode,
      hasSession: journal.facts.kind !== "absent",
      isRunning,
      isHolderFrozen: isFrozen(lock),
      files: lookAtTelemetryFiles(directory),
      heartbeat,
      nowMs,
    },
    activity: isRunning ? lookAtActivity(directory, nowMs) : null,
    risk: lookAtRisk(directory, loaded?.risk_limits.global.max_unprotected_seconds ?? 0),
  };
}

function newest(lock: LockFacts, heartbeatMs: number | undefined): number | null {
  const instants = [lock.holder?.sinceMs, heartbeatMs].filter((instant) => instant !== undefined);
  return instants.length === 0 ? null : Math.max(...instants);
}

/** 0 where the files belong to somebody else: the checks of modes and journal say so. */
function projectedSeqOf(directory: string): number {
  const seq = attempt(() => telemetrySeq(directory, nodeFiles));
  return seq.ok ? seq.value : 0;
}
