import type { Mode } from "../../domain/mode.js";
import { checkDataFiles, checkManifest, type DataFacts } from "./bundled-data.js";
import type { Check } from "./check.js";
import { checkCircuits, type CircuitFacts } from "./circuits.js";
import { checkSkew, checkSystemClock, checkTimeZone, type ClockFacts, type SkewFacts } from "./clock.js";
import { checkConfig, checkFeasibility, type ConfigFacts } from "./config.js";
import { checkFreeSpace, checkWritable, type DiskFacts } from "./disk.js";
import {
  checkMemory,
  checkNode,
  checkPlatform,
  checkTerminal,
  type EnvironmentFacts,
  type TerminalFacts,
} from "./environment.js";
import { checkActivity } from "./idleness.js";
import { checkJournal, type JournalFacts } from "./journal.js";
import { checkLock, type LockFacts } from "./lock.js";
import { checkMirror, type MirrorFacts } from "./mirror.js";
import { type ChannelFacts, checkChannels } from "./notify.js";
import { checkProtection, checkTradingState, type RiskFacts } from "./risk.js";
import { checkDotEnv, checkInterlock, checkSecretFiles, type InterlockFacts, type SecretFile } from "./secrets.js";
import {
  checkModes,
  checkSession,
  checkSessionInputs,
  checkStrayFiles,
  type SessionInputs,
  type StateFacts,
} from "./state.js";
import { checkHeartbeat, checkTelemetryFiles, type TelemetryFacts } from "./telemetry.js";
import type { Reading } from "./reading.js";
import { checkVenue } from "./venue.js";
import type { VenueFacts } from "./venue-facts.js";

/** All that the doctor has looked at; the checks judge it and touch nothing. */
export interface DoctorFacts {
  readonly mode: Mode | null;
  readonly venue: string | null;
  /** Null where no venue was asked for, or it could not be known where it is. */
  readonly venueLook: Reading<VenueFacts> | null;
  readonly environment: EnvironmentFacts;
  readonly terminal: TerminalFacts;
  readonly interlock: InterlockFacts;
  readonly clock: ClockFacts;
  readonly config: ConfigFacts;
  readonly dotEnv: SecretFile;
  readonly secretFiles: readonly SecretFile[];
  readonly bundledData: DataFacts;
  readonly disk: DiskFacts;
  readonly state: StateFacts;
  readonly sessionInputs: SessionInputs;
  readonly circuits: readonly CircuitFacts[];
  readonly mirror: Reading<MirrorFacts | null>;
  /** Ways to tell people of alarms; null where the configuration can't be read. */
  readonly channels: readonly ChannelFacts[] | null;
  readonly lock: LockFacts;
  readonly journal: JournalFacts;
  /** Newest journal event that a telemetry file knows. */
  readonly projectedSeq: number;
  readonly telemetry: TelemetryFacts;
  readonly risk: RiskFacts;
  /** What a running session has done lately; null where none runs. */
  readonly activity: Parameters<typeof checkActivity>[0];
}

/** Every check, grouped by subject: the part of the id before the point. */
export function runChecks(facts: DoctorFacts): readonly Check[] {
  return [
    checkNode(facts.environment),
    checkPlatform(facts.environment),
    checkMemory(facts.environment),
    checkTerminal(facts.terminal),
    checkInterlock(facts.interlock),
    checkSystemClock(facts.clock),
    checkTimeZone(facts.clock),
    checkSkew(facts.mode, skewOf(facts.venueLook)),
    ...checkConfig(facts.config),
    checkFeasibility(facts.config),
    checkDotEnv(facts.dotEnv),
    ...checkSecretFiles(facts.secretFiles),
    checkManifest(facts.bundledData),
    ...checkDataFiles(facts.bundledData),
    checkFreeSpace(facts.disk),
    checkWritable(facts.disk),
    ...checkModes(facts.state),
    checkStrayFiles(facts.state),
    checkSession(facts.mode, facts.journal, facts.state),
    ...checkCircuits(facts.circuits, facts.state.isRunning),
    checkMirror(facts.mirror),
    ...checkChannels(facts.channels),
    checkSessionInputs(facts.mode, facts.journal, facts.sessionInputs),
    checkLock(facts.lock),
    checkJournal(facts.journal, { ...facts, isRunning: facts.state.isRunning }),
    ...checkTelemetryFiles(facts.telemetry),
    checkHeartbeat(facts.telemetry),
    ...checkActivity(facts.activity),
    ...checkTradingState(facts.risk),
    checkProtection(facts.risk, facts.mode),
    ...checkVenue(facts.venue, facts.venueLook),
  ];
}

function skewOf(look: DoctorFacts["venueLook"]): SkewFacts | null {
  if (look === null || !look.ok || look.value.answers === null) return null;
  return { ...look.value.answers.clock, isLoopback: look.value.isLoopback };
}
