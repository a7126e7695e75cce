import type { EventBody } from "../../../src/core/domain/event.js";
import { emptyTail, type JournalTail } from "../../../src/core/journal/read.js";
import { type JournalOptions, JournalWriter } from "../../../src/core/journal/writer.js";
import { MemoryFiles } from "./memory-files.js";

export const DIRECTORY = "state/journal";

/** A clock that stands still until it is moved; sleepers wake when it passes their time. */
export class StillClock {
  #nowMs = 0;
  readonly #sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];

  monotonicMs(): number {
    return this.#nowMs;
  }
  sleep(durationMs: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ untilMs: this.#nowMs + durationMs, wake });
    });
  }
  async advance(ms: number): Promise<void> {
    this.#nowMs += ms;
    for (const { untilMs, wake } of this.#sleepers) if (untilMs <= this.#nowMs) wake();
    await settled();
  }
}

/** Lets promises that are already resolved run their continuations. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

type Overrides = Partial<Omit<JournalOptions, "files">>;

export function openWriter(
  files: MemoryFiles,
  overrides: Overrides = {},
  tail: JournalTail = emptyTail(),
): JournalWriter {
  const clock = new StillClock();
  return new JournalWriter(
    { files, directory: DIRECTORY, mode: "paper", clock, segmentBytes: 1e9, syncEveryMs: 0, ...overrides },
    tail,
  );
}

/** A closed journal with these events. */
export async function writtenJournal(events: readonly EventBody[], segmentBytes = 1e9): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  const writer = openWriter(files, { segmentBytes });
  for (const event of events) writer.append(event, "c1");
  await writer.close();
  return files;
}

/** `count` small events of different content. */
export function countedEvents(count: number): EventBody[] {
  return Array.from({ length: count }, (_, i) => ({
    type: "stop.requested",
    atMs: 1_700_000_000_000 + i,
    reason: `r${String(i)}`,
  }));
}
