import { createMemoryFiles } from "../../adapters/fs/memory-files.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import type { JournalEvent } from "../../domain/event.js";
import { apply } from "../../engine/apply.js";
import { bodyOf } from "../../engine/replay.js";
import { createEngineState } from "../../engine/state.js";
import { Failure } from "../../lib/failure.js";
import { isoUtc, parseUtc } from "../../lib/time.js";
import { heldAfter } from "../../ops/whatif/session-books.js";
import type { SessionSource } from "../../readmodel/session/session-reader.js";
import type { StatePlace } from "../choose-state.js";
import { LatencyRecorder } from "../latency-recorder.js";
import { requireStateDirectory } from "../session-state.js";
import { TelemetrySession } from "../telemetry-session.js";
import { openSession } from "../why.js";

/** Newest journal lines that the log of a screen is made from. */
const TAIL_LINES = 2_000;

/** Errors: Failure 2 for a text that is no instant. */
function parseInstant(text: string): number {
  const atMs = parseUtc(text);
  if (atMs !== null) return atMs;
  throw new Failure("invalid_value", 2, `--at ${text} is no time`, {
    value: text,
    fix: "Give a date (2024-05-01) or an instant in UTC (2024-05-01T13:00Z).",
  });
}

/**
 * The files of a state directory as they were at an instant: its journal folded up to there, through the very writer that an
 * executor has.
 *
 * Errors: Failure 2 for an instant before the session, Failure 3 where there is no session.
 */
export async function pastSource(place: StatePlace, at: string): Promise<SessionSource> {
  const untilMs = parseInstant(at);
  const directory = await requireStateDirectory(nodeFiles, place);
  const { origin, events } = await openSession({ ...place, state: directory });
  let held = origin;
  if (untilMs < origin.start.fromMs) {
    throw new Failure(
      "invalid_value",
      2,
      `--at ${at} lies before the session, which began at ${isoUtc(origin.start.fromMs)}`,
      {
        value: at,
      },
    );
  }
  const files = createMemoryFiles();
  const telemetry = new TelemetrySession({
    files,
    directory,
    clock: systemClock,
    context: () => held.ctx,
    latency: new LatencyRecorder(),
    intervalMs: Infinity,
    onEvent: () => undefined,
    onTurn: () => undefined,
  });
  const state = createEngineState(origin.start.mode);
  let tail: string[] = [];
  for (const event of events()) {
    if (event.atMs > untilMs) break;
    held = heldAfter(held, event);
    apply(state, bodyOf(event), held.ctx);
    telemetry.recall(event, state);
    if (!event.type.startsWith("market.")) tail.push(lineOf(event));
    if (tail.length > 2 * TAIL_LINES) tail = [...tail.slice(0, 1), ...tail.slice(-TAIL_LINES)];
  }
  telemetry.project(state);
  files.replace(`${directory}/journal/000001.jsonl`, tail.join(""));
  const life = { lockHeld: false, nowWallMs: systemClock.nowMs(), isPast: true };
  return {
    files,
    growing: files,
    directory,
    life: () => Promise.resolve(life),
    monotonicMs: () => systemClock.monotonicMs(),
    time: "past",
  };
}

/** A journal line as the log of a screen reads it: number, instant and type come first. */
function lineOf(event: Pick<JournalEvent, "seq" | "at" | "type">): string {
  const { seq, at, type, ...rest } = event;
  return `${JSON.stringify({ seq, at, type, ...rest })}\n`;
}
