import { invariant } from "./invariant.js";

/** First-in first-out queue with a hard bound, so that a stalled reader can't fill the memory. */
export class BoundedQueue<T> {
  readonly #items: T[] = [];
  #head = 0;

  constructor(readonly capacity: number) {
    invariant(capacity >= 1, "a queue holds at least 1 item");
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** False, and nothing is stored, when the queue is full. */
  push(item: T): boolean {
    if (this.length >= this.capacity) return false;
    this.#items.push(item);
    return true;
  }

  peek(): T | undefined {
    return this.#items[this.#head];
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#head += 1;
    if (this.#head > 1_024 && this.#head * 2 > this.#items.length) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
    return item;
  }
}
