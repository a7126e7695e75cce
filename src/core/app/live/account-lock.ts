import { join } from "node:path";
import { venueNameOf } from "../../adapters/binance-usdm/host-guard.js";
import type { Credentials } from "../../adapters/ccxt/secret.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import type { HeldLock } from "../../adapters/system/lock.js";
import { sharedDirectory } from "../../adapters/system/shared-directory.js";
import { sha256Hex } from "../../lib/hash.js";
import type { ExecutorPorts } from "../executor-session.js";
import { takeLockOf } from "../session-state.js";

/**
 * One executor an account on this machine, whatever its state directory: a copied one would trade the same account twice.
 * Held by each key that the session signs with, the first before the venue is asked anything, and by the venue's code of
 * the account, which is the same under all its keys. The names tell neither key nor account.
 */
export class AccountLock {
  readonly #held = new Map<string, HeldLock>();
  /** The venue's code of the session's account; null until it is known, and where the venue tells none. */
  #code: string | null = null;

  /** rest: address of the venue, in any spelling. */
  constructor(
    readonly rest: string,
    readonly ports: Pick<ExecutorPorts, "files" | "clock">,
  ) {}

  /** Errors: Failure 8 that names who trades with this key. */
  async takeKey({ key }: Pick<Credentials, "key">): Promise<void> {
    await this.#take(`key|${key.reveal()}`);
  }

  /** Errors: Failure 8 that names who trades on this account with another key. */
  async takeAccount(code: string): Promise<void> {
    await this.#take(`account|${code}`);
    this.#code = code;
  }

  /** Holds the account by a new key as well, before it signs anything. code: of its account. Null, or why it must not be used. */
  async admit(fresh: Pick<Credentials, "key">, code: string | null): Promise<string | null> {
    if (this.#code !== null && code === null) return "the venue does not tell which account the new key belongs to";
    if (this.#code !== null && code !== this.#code) {
      return "the new key belongs to another account than the one that this session trades";
    }
    const taken = await attemptAsync(() => this.takeKey(fresh));
    return taken.ok ? null : taken.error.message;
  }

  release(): void {
    for (const lock of this.#held.values()) lock.releaseAndRemove();
    this.#held.clear();
  }

  async #take(what: string): Promise<void> {
    const name = sha256Hex(`${venueNameOf(this.rest)}|${what}`).slice(0, 16);
    if (this.#held.has(name)) return;
    const lock = await takeLockOf(join(sharedDirectory("accounts"), name), this.ports, {
      code: "account_held",
      doing: "trades on this account already, from another state directory",
      fix: "Two executors on one account would undo each other's orders: stop that one first.",
    });
    this.#held.set(name, lock);
  }
}
