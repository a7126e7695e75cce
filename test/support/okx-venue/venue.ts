import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { NO_FAULTS } from "../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import {
  createPaperExchange,
  type PaperExchange,
} from "../../../src/core/adapters/paper-server/exchange/paper-exchange.js";
import type { PaperMarket } from "../../../src/core/adapters/paper-server/seam.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import type { Dec } from "../../../src/core/lib/decimal.js";
import { createRng } from "../../../src/core/lib/rng.js";
import { pushOf } from "./frames.js";
import { type Answer, type Desk, type Params, ROUTES } from "./requests.js";

export const KEYS = { apiKey: "okx-key", apiSecret: "okx-secret", passphrase: "okx-passphrase" } as const;

/** A signature is good for so long. */
const SIGNED_MS = 30_000;
const TURN_MS = 20;

/**
 * OKX's wire protocol over the simulated exchange of `hedge paper serve`, as far as the adapter speaks it: signed REST with
 * a passphrase and the demo header, two private sockets with login, and quantities in contracts of half a unit.
 */
export class OkxVenue {
  readonly exchange: PaperExchange;
  readonly #desk: Desk;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  /** Logged in and subscribed. */
  readonly #followers = new Map<WebSocket, string>();
  readonly #stop = new AbortController();
  readonly #lost = new Set<string>();
  #running: Promise<void> = Promise.resolve();

  private constructor(
    readonly market: PaperMarket,
    account: string,
  ) {
    // Post-only that would take is accepted and canceled here (cancelSource 31).
    const faults = { ...NO_FAULTS, onRefusal: () => "accept_then_expire" as const };
    const rng = createRng("okx-venue");
    this.exchange = createPaperExchange({ market, account, keys: KEYS, faults, rng });
    this.#desk = { context: this.exchange.context, cutShort: new Map<bigint, Dec>() };
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on("upgrade", (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (ws) => {
        this.#welcome(ws, request.url ?? "");
      });
    });
    this.exchange.listenKeys.subscribe(this.exchange.listenKeys.open(), (frame) => {
      const push = pushOf(this.exchange.context, frame, this.#desk.cutShort);
      if (push === null) return;
      for (const [ws, path] of this.#followers) if (path.endsWith(push.path)) ws.send(push.text);
    });
  }

  static async open(market: PaperMarket, account: string): Promise<OkxVenue> {
    const venue = new OkxVenue(market, account);
    await new Promise<void>((resolve) => void venue.#server.listen(0, "127.0.0.1", resolve));
    venue.#running = venue.#run();
    return venue;
  }

  get rest(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get ws(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next request to this path is carried out, and nobody is told. */
  loseAnswer(path: string): void {
    this.#lost.add(path);
  }

  /** Ends every private socket, as the venue does for an upgrade. */
  cutSockets(): void {
    for (const ws of this.#sockets.clients) ws.terminate();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.cutSockets();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.market.catchUp();
      // The stream of the simulated exchange lives by a key; this venue knows none.
      this.exchange.listenKeys.renew();
      this.exchange.tick();
      await systemClock.sleep(TURN_MS, this.#stop.signal);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const { status, answer } = this.#carryOut(request, body);
    const path = new URL(request.url ?? "", this.rest).pathname.replace("/api/v5/", "");
    if (this.#lost.delete(path)) {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  }

  #carryOut(request: IncomingMessage, body: string): { readonly status: number; readonly answer: object } {
    const { method = "GET", url = "", headers } = request;
    const address = new URL(url, this.rest);
    const path = address.pathname.replace("/api/v5/", "");
    if (headers["x-simulated-trading"] !== "1") return denied(50101, "APIKey does not match current environment.");
    const stamp = String(headers["ok-access-timestamp"] ?? "");
    const isSigned =
      headers["ok-access-key"] === KEYS.apiKey &&
      headers["ok-access-sign"] === signatureOf(`${stamp}${method}${url}${body}`);
    if (!path.startsWith("public/")) {
      if (!isSigned) return denied(50113, "Invalid signature.");
      if (headers["ok-access-passphrase"] !== KEYS.passphrase) return denied(50105, "Passphrase incorrect.");
      const ageMs = Math.abs(Date.parse(stamp) - this.exchange.context.nowMs());
      if (!(ageMs <= SIGNED_MS)) return denied(50102, "Timestamp request expired.");
    }
    const route = ROUTES[`${method} ${path}`];
    if (route === undefined) return { status: 404, answer: { code: "404", msg: "Not Found", data: [] } };
    this.market.catchUp();
    this.exchange.tick();
    const sent = body === "" ? Object.fromEntries(address.searchParams) : (JSON.parse(body) as unknown);
    const params = (Array.isArray(sent) ? sent[0] : sent) as Params;
    return { status: 200, answer: answerOf(route(this.#desk, params), params) };
  }

  #welcome(ws: WebSocket, path: string): void {
    ws.on("close", () => this.#followers.delete(ws));
    ws.on("message", (bytes) => {
      const text = (bytes as Buffer).toString("utf8");
      if (text === "ping") {
        ws.send("pong");
        return;
      }
      const { op, args } = JSON.parse(text) as { op: string; args: readonly Readonly<Record<string, string>>[] };
      if (op === "login") ws.send(JSON.stringify(loginAnswer(args[0] ?? {})));
      else if (op === "subscribe") {
        for (const arg of args) ws.send(JSON.stringify({ event: "subscribe", arg, connId: "a4d3ae55" }));
        this.#followers.set(ws, path);
      }
    });
  }
}

function signatureOf(content: string): string {
  return createHmac("sha256", KEYS.apiSecret).update(content).digest("base64");
}

function loginAnswer({ apiKey, passphrase, timestamp = "", sign }: Readonly<Record<string, string>>): object {
  const fits = apiKey === KEYS.apiKey && passphrase === KEYS.passphrase;
  if (fits && sign === signatureOf(`${timestamp}GET/users/self/verify`)) return { event: "login", code: "0", msg: "" };
  return { event: "error", code: "60009", msg: "Login failed." };
}

function denied(code: number, msg: string): { readonly status: number; readonly answer: object } {
  return { status: 401, answer: { code: String(code), msg, data: [] } };
}

/** Refusals of orders stand in their row, those of questions in the whole answer; the status is 200 for both. */
function answerOf(answer: Answer, { clOrdId = "", algoClOrdId = "" }: Params): object {
  if ("rows" in answer) return { code: "0", msg: "", data: answer.rows };
  const { sCode, sMsg } = answer.refusal;
  if (!answer.inRow) return { code: sCode, msg: sMsg, data: [] };
  return { code: "1", msg: "All operations failed", data: [{ ordId: "", clOrdId, algoClOrdId, sCode, sMsg }] };
}
