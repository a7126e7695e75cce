import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** A socket a client opened, with the streams it asked for. */
export interface VenueSocket {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly ws: WebSocket;
  readonly raw: Socket;
  readonly streams: string[];
  isOpen: boolean;
}

export interface RestAnswer {
  readonly status?: number;
  readonly body: unknown;
}

/** Answers one REST request; null: no answer ever comes. */
export type RestHandler = (request: {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
}) => RestAnswer | null;

/** A venue on loopback whose answers and frames a test writes. */
export class LoopbackVenue {
  readonly sockets: VenueSocket[] = [];
  readonly requests: string[] = [];
  rest: RestHandler = () => ({ status: 404, body: { code: -1, msg: "no such path" } });
  /** False: connections are refused. */
  acceptsSockets = true;
  /** False: SUBSCRIBE is answered, but nothing is ever sent (what the venue does on a wrong route). */
  acknowledges = true;
  /** Runs when a client has subscribed (or, on the private route, connected). */
  onStream: (socket: VenueSocket) => void = () => undefined;
  readonly #http: Server;
  readonly #webSockets = new WebSocketServer({ noServer: true });

  private constructor() {
    this.#http = createServer((request, response) => this.#answer(request, response));
    this.#http.on("upgrade", (request, raw: Socket, head) => {
      // Clients drop connections at any moment.
      raw.on("error", () => undefined);
      if (!this.acceptsSockets) {
        raw.end("HTTP/1.1 503 Service Unavailable\r\n\r\n");
        return;
      }
      this.#webSockets.handleUpgrade(request, raw, head, (ws) => this.#connected(ws, raw, request));
    });
  }

  static async start(): Promise<LoopbackVenue> {
    const venue = new LoopbackVenue();
    venue.#http.listen(0, "127.0.0.1");
    await once(venue.#http, "listening");
    return venue;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get httpBase(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get wsBase(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Open sockets that carry a stream whose name ends so; on the private route, all. */
  carrying(ending: string): readonly VenueSocket[] {
    return this.sockets.filter(
      ({ isOpen, path, streams }) =>
        isOpen && (path.startsWith("/private") || streams.some((name) => name.endsWith(ending))),
    );
  }

  /** Sends a frame to every open socket that carries the stream. */
  push(ending: string, frame: unknown): void {
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    for (const { ws } of this.carrying(ending)) ws.send(text);
  }

  cut(ending = ""): void {
    for (const { ws } of this.carrying(ending)) ws.terminate();
  }

  async close(): Promise<void> {
    for (const { ws } of this.sockets) ws.terminate();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, "close");
  }

  #connected(ws: WebSocket, raw: Socket, request: IncomingMessage): void {
    const url = new URL(request.url ?? "/", this.httpBase);
    const socket: VenueSocket = { path: url.pathname, query: url.searchParams, ws, raw, streams: [], isOpen: true };
    this.sockets.push(socket);
    ws.on("error", () => undefined);
    ws.on("close", () => (socket.isOpen = false));
    ws.on("message", (bytes: Buffer) => {
      const message = JSON.parse(bytes.toString()) as { method?: string; params?: string[]; id?: number };
      if (message.method !== "SUBSCRIBE") return;
      if (this.acknowledges) ws.send(JSON.stringify({ result: null, id: message.id }));
      socket.streams.push(...(message.params ?? []));
      this.onStream(socket);
    });
    if (url.pathname.startsWith("/private")) this.onStream(socket);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", this.httpBase);
    this.requests.push(`${request.method ?? ""} ${url.pathname}${url.search}`);
    request.resume();
    const answer = this.rest({ method: request.method ?? "", path: url.pathname, query: url.searchParams });
    if (answer === null) return;
    response.writeHead(answer.status ?? 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer.body));
  }
}
