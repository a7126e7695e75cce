import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { createMemoryFiles } from "../../src/core/adapters/fs/memory-files.js";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../src/core/adapters/system/clock.js";
import { LatencyRecorder } from "../../src/core/app/latency-recorder.js";
import { BooksFold } from "../../src/core/app/snapshot/books-fold.js";
import { foldJournal } from "../../src/core/app/snapshot/fold-journal.js";
import { TelemetrySession } from "../../src/core/app/telemetry-session.js";
import type { Mode } from "../../src/core/domain/mode.js";
import { createEngineState, type EngineContext } from "../../src/core/engine/state.js";
import { present } from "../../src/core/lib/invariant.js";

/** Everything that a start knows after its fold, with the telemetry files it would leave. */
export function started(
  directory: string,
  mode: Mode = "paper",
): {
  readonly books: unknown;
  readonly snapshotSeq: number;
  readonly seq: number;
} {
  const files = createMemoryFiles();
  let context: EngineContext | null = null;
  const telemetry = new TelemetrySession({
    ...{ files, directory, clock: systemClock, latency: new LatencyRecorder(), intervalMs: Infinity },
    context: () => present(context, "context"),
    ...{ onEvent: () => undefined, onTurn: () => undefined },
  });
  const fold = new BooksFold(createEngineState(mode), telemetry, (held) => (context = held));
  const { tail, snapshotSeq } = foldJournal(fold, directory, nodeFiles, mode);
  const { memory } = fold;
  telemetry.project(fold.state);
  const told = files.list(directory).map((name) => [name, files.readText(`${directory}/${name}`)]);
  return { books: { memory, held: fold.held?.config, told, hash: tail.hash }, snapshotSeq, seq: tail.seq };
}

/** The slow matcher, which shows the difference, only looks where there is one. */
export function requireSame(found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted);
}
