import { attempt } from "../../adapters/system/attempt.js";
import type { Config } from "../../config/config-files.js";
import type { InputEvent } from "../../domain/event.js";
import { type Followed, planReload } from "./plan-reload.js";

interface ReloadDeps {
  /** Errors: whatever keeps the files from being used; Failure with all their problems. */
  readonly read: () => Config;
  readonly hashOf: (config: Config) => string;
  /** What the session makes of its files; left out where they hold as they are. */
  readonly inEffect?: (files: Config) => Config;
  readonly codeVersion: string;
}

/** Where a running session is asked to read its files again. They are read when the session takes the word, between two inputs. */
export class ReloadDesk {
  #isAsked = false;
  #followed: Followed;
  #wake: () => void = () => undefined;

  constructor(
    readonly deps: ReloadDeps,
    followed: Followed,
  ) {
    this.#followed = followed;
  }

  get hasMail(): boolean {
    return this.#isAsked;
  }

  onArrival(wake: () => void): void {
    this.#wake = wake;
  }

  ask(): void {
    this.#isAsked = true;
    this.#wake();
  }

  /** The line that tells what came of it; null where nobody asked. */
  take(atMs: number): InputEvent | null {
    if (!this.#isAsked) return null;
    this.#isAsked = false;
    const read = attempt(this.deps.read);
    if (!read.ok) return { type: "config.refused", atMs, reason: read.error.message };
    const plan = planReload(this.#followed, read.value, this.deps.inEffect);
    if (!plan.ok) return { type: "config.refused", atMs, reason: plan.error };
    const { files, held, changes, refused } = plan.value;
    this.#followed = { files, held };
    const { hashOf, codeVersion } = this.deps;
    return { type: "config.reloaded", atMs, configHash: hashOf(held), config: held, codeVersion, changes, refused };
  }
}
