import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { configOfSession } from "../../../../src/core/app/config-of-session.js";
import { createEngineContext } from "../../../../src/core/app/engine-context.js";
import { runExecutor } from "../../../../src/core/app/executor-session.js";
import { journalEvents } from "../../../../src/core/app/session-state.js";
import type { JournalEvent } from "../../../../src/core/domain/event.js";
import { foldBooks, type SessionBooks, type SessionOrigin } from "../../../../src/core/ops/whatif/session-books.js";
import { root } from "../../config/support.js";

export interface PlayedSession {
  readonly events: readonly JournalEvent[];
  readonly origin: SessionOrigin;
}

export const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"];

/** A real paper session over the bundled market: four symbols unless the settings say otherwise. */
export async function playSession(
  settings: Readonly<Record<string, unknown>>,
  [from, to]: readonly [string, string] = ["2024-01-01", "2024-01-15"],
): Promise<PlayedSession> {
  const stateDirectory = mkdtempSync(join(tmpdir(), "hedge-why-"));
  const overrides = {
    "strategy_config.universe": SYMBOLS,
    "strategy_registry.strategies.momentum.symbols": SYMBOLS,
    ...settings,
  };
  await runExecutor(
    {
      configDirectory: join(root, "config"),
      stateDirectory,
      mode: "paper",
      fromMs: Date.parse(from),
      toMs: Date.parse(to),
      speed: null,
      maxCycles: null,
      fresh: false,
      overrides,
    },
    {
      files: nodeFiles,
      clock: systemClock,
      env: {},
      stop: new AbortController().signal,
      onProgress: () => undefined,
      onEvent: () => undefined,
    },
  );
  const events = [...journalEvents(stateDirectory, nodeFiles, null)];
  rmSync(stateDirectory, { recursive: true });
  return { events, origin: originOf(events) };
}

function originOf([start]: readonly JournalEvent[]): SessionOrigin {
  const config = configOfSession(start);
  if (start?.type !== "session.started") throw new Error("the journal has no beginning");
  const origin = { start, config, ctx: createEngineContext(config), under: (): SessionOrigin => origin };
  return origin;
}

export function booksAt({ events, origin }: PlayedSession, at: string | null = null): SessionBooks {
  return foldBooks(events, origin, at === null ? Infinity : Date.parse(at));
}
