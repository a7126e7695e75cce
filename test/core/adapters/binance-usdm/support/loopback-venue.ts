import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Query and body as they were sent. */
  readonly query: string;
  readonly body: string;
  readonly params: Readonly<Record<string, string>>;
  readonly apiKey: string | null;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects are sent as compact JSON, texts as they are. */
  readonly body: unknown;
}

/** `reset`: the socket dies after the request was read · `stall`: headers and half a body, then nothing. */
export type Reply = Answer | "reset" | "stall";
type Handler = (request: SeenRequest) => Reply;

/** An HTTP server on 127.0.0.1 that answers what a test tells it to and remembers what it was asked. */
export class LoopbackVenue {
  readonly seen: SeenRequest[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        this.#answer(request, response, Buffer.concat(chunks).toString("utf8"));
      });
    });
  }

  static async open(): Promise<LoopbackVenue> {
    const venue = new LoopbackVenue();
    await new Promise<void>((resolve) => {
      venue.#server.listen(0, "127.0.0.1", resolve);
    });
    return venue;
  }

  get origin(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** `route` is "GET /fapi/v1/time". */
  on(route: string, handler: Handler | Reply): void {
    this.#handlers.set(route, typeof handler === "function" ? handler : () => handler);
  }

  seenAt(route: string): readonly SeenRequest[] {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === route);
  }

  #answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const url = new URL(request.url ?? "/", this.origin);
    const query = url.search.slice(1);
    const apiKey = request.headers["x-mbx-apikey"];
    const seen: SeenRequest = {
      method: request.method ?? "",
      path: url.pathname,
      query,
      body,
      params: Object.fromEntries(new URLSearchParams([query, body].filter((part) => part !== "").join("&"))),
      apiKey: typeof apiKey === "string" ? apiKey : null,
    };
    this.seen.push(seen);
    const handler = this.#handlers.get(`${seen.method} ${seen.path}`);
    const reply = handler?.(seen) ?? { status: 404, body: "<html>not found</html>" };
    if (reply === "reset") {
      request.socket.destroy();
      return;
    }
    if (reply === "stall") {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"orderId":');
      return;
    }
    response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
    response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A payload of test/fixtures/binance-usdm. */
export function fixture(payload: string): unknown {
  const address = new URL(`../../../../fixtures/binance-usdm/${payload}.json`, import.meta.url);
  return JSON.parse(readFileSync(address, "utf8"));
}
