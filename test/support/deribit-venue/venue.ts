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
import { createRng } from "../../../src/core/lib/rng.js";
import { Coins } from "./coins.js";
import { pushOf } from "./frames.js";
import { KEYS, Logins } from "./logins.js";
import { BAD_CREDENTIALS, type Refusal, UNAUTHORIZED } from "./refusals.js";
import { type Answer, type Desk, METHODS, type Params } from "./requests.js";

const TURN_MS = 20;
const NO_METHOD: Refusal = { code: -32_601, message: "Method not found" };

/**
 * Deribit's wire protocol over the simulated exchange of `hedge paper serve`, as far as the adapter speaks it: JSON-RPC over
 * HTTP with access tokens, and a private socket with login, heartbeat and subscription. Labels are checked by nobody.
 */
export class DeribitVenue {
  readonly exchange: PaperExchange;
  readonly logins: Logins;
  readonly coins: Coins;
  /** Answers to our questions whether the other side lives. */
  beatsAnswered = 0;
  readonly #desk: Desk;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  /** Logged in, and subscribed. */
  readonly #members = new Set<WebSocket>();
  readonly #followers = new Set<WebSocket>();
  readonly #stop = new AbortController();
  readonly #lost = new Set<string>();
  #running: Promise<void> = Promise.resolve();

  private constructor(
    readonly market: PaperMarket,
    account: string,
  ) {
    const rng = createRng("deribit-venue");
    this.exchange = createPaperExchange({ market, account, keys: KEYS, faults: NO_FAULTS, rng });
    const { context } = this.exchange;
    this.logins = new Logins(() => context.nowMs());
    let number = 0;
    const nextNumber = (): number => (number += 1);
    this.coins = new Coins(() => context.nowMs());
    this.#desk = { context, reasons: new Map<bigint, string>(), coins: this.coins, nextNumber };
    this.#server = createServer((request, response) => {
      this.#answer(request, response);
    });
    this.#server.on("upgrade", (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (ws) => {
        this.#welcome(ws);
      });
    });
    this.exchange.listenKeys.subscribe(this.exchange.listenKeys.open(), (frame) => {
      const push = pushOf(this.#desk, frame);
      if (push !== null) for (const ws of this.#followers) ws.send(push);
    });
  }

  static async open(market: PaperMarket, account: string): Promise<DeribitVenue> {
    const venue = new DeribitVenue(market, account);
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

  /** The next request of this method is carried out, and nobody is told. */
  loseAnswer(method: string): void {
    this.#lost.add(method);
  }

  /** Ends every private socket, as the venue does for an upgrade. */
  cutSockets(): void {
    for (const ws of this.#sockets.clients) ws.terminate();
  }

  /** Asks every socket whether its other side lives. */
  beat(): void {
    const question = JSON.stringify({ jsonrpc: "2.0", method: "heartbeat", params: { type: "test_request" } });
    for (const ws of this.#sockets.clients) ws.send(question);
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

  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const address = new URL(request.url ?? "", this.rest);
    const method = address.pathname.replace("/api/v2/", "");
    const isMember = this.logins.accepts(request.headers.authorization ?? "");
    const answer = this.#carryOut(method, Object.fromEntries(address.searchParams), isMember);
    if (this.#lost.delete(method)) {
      request.socket.destroy();
      return;
    }
    response.writeHead("error" in answer ? 400 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", ...answer, testnet: true }));
  }

  #carryOut(method: string, params: Params, isMember: boolean): Answer {
    this.market.catchUp();
    this.exchange.tick();
    if (method === "public/auth") {
      const token = this.logins.grant(params);
      return token === null ? { error: BAD_CREDENTIALS } : { result: token };
    }
    if (method.startsWith("private/") && !isMember) return { error: UNAUTHORIZED };
    return METHODS[method]?.(this.#desk, params) ?? { error: NO_METHOD };
  }

  #welcome(ws: WebSocket): void {
    ws.on("close", () => {
      this.#members.delete(ws);
      this.#followers.delete(ws);
    });
    ws.on("message", (bytes) => {
      const { id, method, params } = JSON.parse((bytes as Buffer).toString("utf8")) as Call;
      ws.send(JSON.stringify({ jsonrpc: "2.0", id, ...this.#hear(ws, method, params) }));
    });
  }

  #hear(ws: WebSocket, method: string, params: Params): Answer {
    if (method === "public/test") {
      this.beatsAnswered += 1;
      return { result: { version: "1.2.26" } };
    }
    if (method === "public/set_heartbeat") return { result: "ok" };
    if (method === "private/subscribe") {
      if (!this.#members.has(ws)) return { error: UNAUTHORIZED };
      this.#followers.add(ws);
      return { result: params["channels"] };
    }
    const answer = this.#carryOut(method, params, this.#members.has(ws));
    if (method === "public/auth" && "result" in answer) this.#members.add(ws);
    return answer;
  }
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: Params;
}
