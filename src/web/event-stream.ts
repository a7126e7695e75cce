import type { LivePage, Panel } from "../core/page/live-page.js";
import { visibleText } from "../core/page/escaped.js";
import type { Look, View } from "./dashboard-source.js";

/** Pages of one view that are open at once: investors' pages never keep the operator out. */
const MOST_CLIENTS = 4;
/** What may wait for one that does not read; more, and it is dropped: it comes back by itself and begins anew. */
const MOST_WAITING_BYTES = 1_048_576;

interface Client {
  readonly view: View;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** By panel, as it was sent. */
  readonly sent: Map<string, string>;
  head: string;
}

const ENCODER = new TextEncoder();

/** JSON in which every text shows all it holds. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (typeof member === "string" ? visibleText(member) : member));
}

/** Sends open pages what has changed, by server-sent events. */
export class EventStreams {
  readonly #clients = new Set<Client>();

  get views(): ReadonlySet<View> {
    return new Set([...this.#clients].map(({ view }) => view));
  }

  get size(): number {
    return this.#clients.size;
  }

  /** A stream of events for one page; null where too many are open. */
  open(view: View): ReadableStream<Uint8Array> | null {
    if ([...this.#clients].filter((client) => client.view === view).length >= MOST_CLIENTS) return null;
    let mine: Client | null = null;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          mine = { view, controller, sent: new Map(), head: "" };
          this.#clients.add(mine);
          // Back after two seconds.
          this.#send(mine, "retry: 2000\n\n");
        },
        cancel: () => {
          if (mine !== null) this.#clients.delete(mine);
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING_BYTES }),
    );
  }

  /** Tells every page of a view what of this it has not been told. */
  tell(view: View, look: Look): void {
    for (const client of this.#clients) {
      if (client.view !== view) continue;
      if (look.ok) this.#tellPage(client, look.value);
      else this.#tellHead(client, jsonOf({ failure: look.error.message }));
    }
  }

  /** A word that says nothing, so that a silent line is not taken for a dead one. */
  beat(): void {
    for (const client of this.#clients) this.#send(client, ": here\n\n");
  }

  /** A word that the reader's page looks at: the figures are still those of now. */
  fresh(view: View): void {
    for (const client of this.#clients) if (client.view === view) this.#send(client, "event: fresh\ndata: {}\n\n");
  }

  close(): void {
    for (const client of [...this.#clients]) this.#drop(client);
  }

  #tellPage(client: Client, { panels, ...head }: LivePage): void {
    this.#tellHead(client, jsonOf(head));
    for (const panel of panels) this.#tellPanel(client, panel);
  }

  #tellHead(client: Client, text: string): void {
    if (client.head === text) return;
    client.head = text;
    this.#send(client, `event: head\ndata: ${text}\n\n`);
  }

  #tellPanel(client: Client, panel: Panel): void {
    const text = jsonOf(panel);
    if (client.sent.get(panel.id) === text) return;
    client.sent.set(panel.id, text);
    this.#send(client, `event: panel\ndata: ${text}\n\n`);
  }

  #send(client: Client, text: string): void {
    if (!this.#clients.has(client)) return;
    const isSlow = (client.controller.desiredSize ?? 0) <= 0;
    if (isSlow) this.#drop(client);
    else client.controller.enqueue(ENCODER.encode(text));
  }

  #drop(client: Client): void {
    if (!this.#clients.delete(client)) return;
    client.controller.close();
  }
}
