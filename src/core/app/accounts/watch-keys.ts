import type { Credentials } from "../../adapters/ccxt/secret.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import type { Clock } from "../../lib/clock.js";
import { MINUTE_MS, SECOND_MS } from "../../lib/time.js";
import { credentialsOf, type CredentialQuestion } from "../live/credentials.js";
import type { KeyTrial } from "./try-key.js";

export interface KeyWatchOptions {
  /** Asked each time: `.env` may have changed. */
  readonly question: () => CredentialQuestion;
  /** The pair that the session signs with. */
  readonly current: Credentials;
  readonly clock: Clock;
  readonly tryKey: (fresh: Credentials) => Promise<KeyTrial>;
  /** Asked about a key that the venue accepts; why the session must not sign with it, or null. */
  readonly admit: (fresh: Credentials, accountCode: string | null) => Promise<string | null>;
  /** From now on the session signs with this pair. */
  readonly swap: (fresh: Credentials) => void;
  /** For the journal: names and reasons, never values. Told once for each change of mind. */
  readonly tell: (news: KeyNews) => void;
  readonly everyMs?: number;
}

export interface KeyNews {
  readonly swapped: boolean;
  readonly reason: string;
}

const EVERY_MS = 5 * SECOND_MS;
/** A key made a moment ago may need as long to be known everywhere at the venue. */
const RETRY_MS = MINUTE_MS;

/**
 * Looks at the places of a session's key until the signal. Another pair there is tried at the venue and, once accepted,
 * taken; whatever is wrong with it (half a pair, an open, empty or undecipherable file, a key that the venue refuses) keeps the old one.
 */
export async function watchKeys(options: KeyWatchOptions, signal: AbortSignal): Promise<void> {
  const { clock, everyMs = EVERY_MS } = options;
  const watch = new KeyWatch(options);
  for (;;) {
    await clock.sleep(everyMs, signal);
    if (signal.aborted) return;
    await watch.look();
  }
}

class KeyWatch {
  #current: Credentials;
  #refused: { readonly pair: Credentials; readonly atMs: number } | null = null;
  #told = "";

  constructor(readonly options: KeyWatchOptions) {
    this.#current = options.current;
  }

  async look(): Promise<void> {
    const found = await attemptAsync(async () => credentialsOf(this.options.question()));
    if (!found.ok) this.#keep(found.error.message);
    else if (found.value === null) this.#keep("the key is gone from where it stood");
    else if (isSame(found.value, this.#current)) this.#told = "";
    else if (!this.#wasJustRefused(found.value)) await this.#try(found.value);
  }

  async #try(fresh: Credentials): Promise<void> {
    const { swap, tell, clock } = this.options;
    const trial = await this.#tryAndAdmit(fresh);
    this.#refused = trial.kind === "refused" ? { pair: fresh, atMs: clock.monotonicMs() } : null;
    if (trial.kind !== "accepted") {
      this.#keep(trial.reason);
      return;
    }
    swap(fresh);
    this.#current = fresh;
    this.#told = "";
    tell({ swapped: true, reason: "the venue accepts the new key" });
  }

  async #tryAndAdmit(fresh: Credentials): Promise<KeyTrial> {
    const { tryKey, admit } = this.options;
    const trial = await tryKey(fresh);
    const reason = trial.kind === "accepted" ? await admit(fresh, trial.accountCode) : null;
    return reason === null ? trial : { kind: "refused", reason };
  }

  #wasJustRefused(fresh: Credentials): boolean {
    const { clock } = this.options;
    const refused = this.#refused;
    return refused !== null && isSame(fresh, refused.pair) && clock.monotonicMs() - refused.atMs < RETRY_MS;
  }

  #keep(reason: string): void {
    if (reason !== this.#told) this.options.tell({ swapped: false, reason });
    this.#told = reason;
  }
}

function isSame(one: Credentials, other: Credentials): boolean {
  return one.key.reveal() === other.key.reveal() && one.secret.reveal() === other.secret.reveal();
}
