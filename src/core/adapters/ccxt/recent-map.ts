import { invariant } from "../../lib/invariant.js";

/** The newest entries, with a bound: the oldest are forgotten first. */
export class RecentMap<V> {
  readonly #entries = new Map<string, V>();

  constructor(readonly capacity: number) {
    invariant(capacity >= 1, "at least 1 entry is remembered");
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      break;
    }
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }

  /** True, and stored, where the key was not known. */
  add(key: string, value: V): boolean {
    if (this.#entries.has(key)) return false;
    this.set(key, value);
    return true;
  }
}
