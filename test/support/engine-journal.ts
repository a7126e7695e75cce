import type { EventBody, JournalEvent } from "../../src/core/domain/event.js";
import type { OrderRequest } from "../../src/core/domain/order.js";
import { decodeLine, encodeLine, GENESIS_HASH } from "../../src/core/journal/codec.js";
import type { Broker } from "../../src/core/ports/broker.js";
import type { Journal } from "../../src/core/ports/journal.js";

/** What happened to a journal and a broker, in one order. */
export type Deed =
  | { readonly kind: "line"; readonly seq: number; readonly type: string; readonly clientOrderId: string | null }
  | { readonly kind: "commit"; readonly upToSeq: number }
  | { readonly kind: "place" | "cancel" | "modify"; readonly clientOrderId: string };

const HASH_END = { length: 64 + 2, pattern: /^([0-9a-f]{64})"\}$/ };

/** A journal in memory that writes real lines, so that what is read back is what a restart would read. */
export class MemoryJournal implements Journal {
  readonly lines: string[] = [];
  readonly deeds: Deed[] = [];
  #lastHash = GENESIS_HASH;

  constructor(lines: readonly string[] = []) {
    this.lines.push(...lines);
    const hash = lines.at(-1)?.slice(-HASH_END.length).match(HASH_END.pattern)?.[1];
    if (hash !== undefined) this.#lastHash = hash;
  }

  get lastSeq(): number {
    return this.lines.length;
  }

  get lastHash(): string {
    return this.#lastHash;
  }

  get events(): JournalEvent[] {
    return readLines(this.lines);
  }

  append(body: EventBody, correlationId: string): JournalEvent {
    const seq = this.lines.length + 1;
    const { line, hash } = encodeLine(body, { seq, mode: "paper", correlationId }, this.#lastHash);
    const clientOrderId = "clientOrderId" in body ? body.clientOrderId : null;
    this.lines.push(line);
    this.deeds.push({ kind: "line", seq, type: body.type, clientOrderId });
    const previousHash = this.#lastHash;
    this.#lastHash = hash;
    return decodeLine(line, seq, previousHash);
  }

  flush(): void {
    // Lines are where they belong as soon as they are appended.
  }

  async commit(): Promise<void> {
    // A real sync takes turns of the event loop: a send that did not wait for it would come first.
    await Promise.resolve();
    await Promise.resolve();
    this.deeds.push({ kind: "commit", upToSeq: this.lastSeq });
  }

  syncNow(): void {
    this.flush();
  }

  async close(): Promise<void> {
    await this.commit();
  }
}

export function readLines(lines: readonly string[]): JournalEvent[] {
  let previousHash = GENESIS_HASH;
  return lines.map((line, index) => {
    const event = decodeLine(line, index + 1, previousHash);
    previousHash = event.hash;
    return event;
  });
}

/** Notes every call of a broker among the deeds of a journal. */
export function notedBroker(broker: Broker, deeds: Deed[]): Broker {
  return {
    capabilities: broker.capabilities,
    place: (request: OrderRequest, atMs) => {
      deeds.push({ kind: "place", clientOrderId: request.clientOrderId });
      broker.place(request, atMs);
    },
    cancel: (clientOrderId, symbol, atMs) => {
      deeds.push({ kind: "cancel", clientOrderId });
      broker.cancel(clientOrderId, symbol, atMs);
    },
    modify: (change, atMs) => {
      deeds.push({ kind: "modify", clientOrderId: change.clientOrderId });
      broker.modify(change, atMs);
    },
    query: (clientOrderId, symbol) => broker.query(clientOrderId, symbol),
    openOrders: () => broker.openOrders(),
  };
}
