import { createMemoryFiles } from "../../adapters/fs/memory-files.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { isConfiguring } from "../../domain/configuring-event.js";
import { apply } from "../../engine/apply.js";
import { bodyOf } from "../../engine/replay.js";
import { createEngineState, type EngineContext } from "../../engine/state.js";
import type { JournalMarks } from "../../ops/state-audit/mirror.js";
import { parseJson } from "../../readmodel/json-codec.js";
import { TELEMETRY_SCHEMAS } from "../../telemetry/exported.schema.js";
import { configOfSession } from "../config-of-session.js";
import { createEngineContext } from "../engine-context.js";
import { LatencyRecorder } from "../latency-recorder.js";
import { journalEvents } from "../session-state.js";
import { TelemetrySession } from "../telemetry-session.js";

/** Where a projection stands: the journal up to a line, at an instant of market time. */
export interface Stand {
  readonly name: string;
  readonly seq: number;
  readonly atMs: number;
}

/** What a journal makes of the telemetry files. */
export interface Retold {
  /** By name of the file, at its own stand. */
  readonly documents: ReadonlyMap<string, unknown>;
  /** Whole lines by name of the file, up to the end of the journal. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
  /** How many of them there were at the earliest stand. */
  readonly least: ReadonlyMap<string, number>;
  readonly marks: JournalMarks;
}

/** Of the first line's hash: they name a journal in its mirror. */
const GENERATION_DIGITS = 16;
const LINE_FILES = Object.keys(TELEMETRY_SCHEMAS).filter((name) => name.endsWith(".jsonl"));

/**
 * Folds a journal through the very writer that an executor has, and stops where the telemetry files stopped.
 *
 * cursorSeq: a line whose hash is wanted, 0 for none.
 * Errors: those of the journal; Failure 3 where this version can't use its configuration.
 */
export function retell(directory: string, stands: readonly Stand[], cursorSeq: number): Retold {
  const files = createMemoryFiles();
  const told = (name: string): string | null => files.readText(`${directory}/${name}`);
  const waiting = [...stands].sort((a, b) => a.seq - b.seq || a.atMs - b.atMs);
  const documents = new Map<string, unknown>();
  const least = new Map<string, number>();
  const now = { context: null as EngineContext | null, atMs: 0 };
  let state = createEngineState("paper");
  let telemetry: TelemetrySession | null = null;
  let marks: JournalMarks = { lastSeq: 0, generation: null, cursorHash: null };
  for (const event of journalEvents(directory, nodeFiles, null)) {
    marks = {
      lastSeq: event.seq,
      generation: marks.generation ?? event.hash.slice(0, GENERATION_DIGITS),
      cursorHash: event.seq === cursorSeq ? event.hash : marks.cursorHash,
    };
    const held = isConfiguring(event) ? null : now.context;
    const context = held ?? createEngineContext(configOfSession(event));
    now.context = context;
    if (telemetry === null) state = createEngineState(event.mode);
    telemetry ??= telemetryInto(files, directory, () => now.context ?? context);
    apply(state, bodyOf(event), context);
    telemetry.recall(event, state);
    for (let stand = waiting[0]; stand?.seq === event.seq; stand = waiting[0]) {
      now.atMs = stand.atMs;
      telemetry.followTime(() => now.atMs);
      telemetry.flush(state, "running");
      documents.set(stand.name, parsed(told(stand.name)));
      if (least.size === 0) for (const name of LINE_FILES) least.set(name, linesOf(told(name)).length);
      waiting.shift();
    }
  }
  telemetry?.project(state);
  const lines = new Map(LINE_FILES.map((name) => [name, linesOf(told(name))]));
  return { documents, lines, least, marks };
}

function telemetryInto(
  files: ReturnType<typeof createMemoryFiles>,
  directory: string,
  context: () => EngineContext,
): TelemetrySession {
  return new TelemetrySession({
    files,
    directory,
    clock: systemClock,
    context,
    latency: new LatencyRecorder(),
    intervalMs: Infinity,
    onEvent: () => undefined,
    onTurn: () => undefined,
  });
}

function parsed(text: string | null): unknown {
  const value = text === null ? null : parseJson(text);
  return value?.ok === true ? value.value : null;
}

/** Whole lines of a text. */
export function linesOf(text: string | null): readonly string[] {
  return (text ?? "").split("\n").slice(0, -1);
}
