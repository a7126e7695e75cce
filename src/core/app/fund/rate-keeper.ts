import type { RateDeskOptions } from "../../adapters/oracles/rate-desk.js";
import { attempt, attemptAsync } from "../../adapters/system/attempt.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import type { Mode } from "../../domain/mode.js";
import type { Clock } from "../../lib/clock.js";
import { requireConfig } from "../load-config.js";
import { rateDesk, refreshRates } from "./rates.js";

interface KeeperOptions {
  readonly desk: RateDeskOptions;
  readonly clock: Pick<Clock, "sleep">;
  /** A sentence for the log. */
  readonly onNote: (text: string) => void;
}

/**
 * Keeps the rates of a state directory fresh while something else runs: looks three times in the span in which a rate is
 * fresh, and asks when half of it is over. What sources fail of is told once, and again when it is something else.
 */
export class RateKeeper {
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #told = "";

  constructor(readonly options: KeeperOptions) {
    // What breaks here must not end what runs beside it.
    this.#running = this.#keep().then(undefined, (error: unknown) => {
      options.onNote(`rates are asked for no more: ${error instanceof Error ? error.message : "a bug"}`);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #keep(): Promise<void> {
    const { desk, clock } = this.options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      // A disk that is full now may not be at the next look; the mirror beside it must not end by this.
      const asked = await attemptAsync(() => refreshRates({ ...desk, askAfterMs: desk.limits.freshMs / 2 }));
      this.#tell(asked.ok ? asked.value.join("; ") : asked.error.message);
      await clock.sleep(desk.limits.freshMs / 3, signal);
    }
  }

  #tell(problems: string): void {
    if (problems === this.#told) return;
    this.#told = problems;
    this.options.onNote(problems === "" ? "rates: the sources answer again" : `rates are not fresh: ${problems}`);
  }
}

interface RatesWish {
  readonly directory: string;
  readonly mode: Mode;
  readonly configDirectory: string;
  readonly onNote: (text: string) => void;
}

/** Nobody where no source is set, in paper sessions, or where the configuration can't be used. */
export function keepRates({ directory, mode, configDirectory, onNote }: RatesWish): RateKeeper | null {
  const wish = { directory: configDirectory, env: process.env, files: nodeFiles };
  const config = attempt(() => requireConfig(wish));
  if (!config.ok) {
    onNote(`no rates are asked for, the configuration can't be used: ${config.error.message}`);
    return null;
  }
  const desk = rateDesk({ directory, mode, config: config.value });
  return desk === null ? null : new RateKeeper({ desk, clock: systemClock, onNote });
}
