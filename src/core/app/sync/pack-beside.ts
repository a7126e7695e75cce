import { type HedgeProcess, startHedge } from "../../adapters/system/hedge-process.js";
import type { Clock } from "../../lib/clock.js";
import { MINUTE_MS } from "../../lib/time.js";
import type { SyncState } from "../../sync/state.schema.js";

/** The first segment that can be packed is followed by two that stay plain. */
const FIRST_SEGMENT = 3;
/** Who has just started, or is started over and over, has other work. */
const CALM_MS = MINUTE_MS;

interface PackOptions {
  readonly directory: string;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** A sentence for the log. */
  readonly onNote: (text: string) => void;
  /** Starts a process; the machine's own where it is left out. */
  readonly start?: (words: readonly string[]) => Pick<HedgeProcess, "ended" | "signal">;
}

/**
 * Has `hedge journal compact` run whenever the mirror has reached another segment, after a first minute, in a process of its own: neither the
 * mirror nor the executor waits for it, and what it fails of is a sentence in the log.
 */
export class PackBeside {
  #reached = FIRST_SEGMENT - 1;
  #running: Pick<HedgeProcess, "ended" | "signal"> | null = null;

  readonly #beganMs: number;

  constructor(readonly options: PackOptions) {
    this.#beganMs = options.clock.monotonicMs();
  }

  see({ end, phase }: Pick<SyncState, "end" | "phase">): void {
    if (this.options.clock.monotonicMs() - this.#beganMs < CALM_MS) return;
    if (this.#running !== null || phase !== "running" || end.segment <= this.#reached) return;
    this.#reached = end.segment;
    const { directory, start = startHedge } = this.options;
    const child = start(["journal", "compact", "--state", directory, "--json"]);
    this.#running = child;
    void child.ended.then(({ exitCode, stderr }) => {
      this.#running = null;
      const hasFailed = exitCode !== 0 && exitCode !== null;
      if (hasFailed) this.options.onNote(`old segments were not packed, they stay as they are: ${stderr.trim()}`);
    });
  }

  /** Killed anywhere it has lost nothing. */
  async close(): Promise<void> {
    const child = this.#running;
    child?.signal("SIGTERM");
    await child?.ended;
  }
}
