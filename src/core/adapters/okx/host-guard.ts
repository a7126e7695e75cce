import { invariant } from "../../lib/invariant.js";
import { Failure } from "../../lib/failure.js";
import { LOOPBACK } from "../../lib/safe-address.js";
import { type Endpoints, type LiveMode, originOf, rewritten } from "../ccxt/addresses.js";
import type { OkxExchange } from "./load-ccxt.js";

/** Only this host's streams belong to the demo venue; its REST host is that of production (docs-v5, 2026-06). */
const DEMO_STREAMS = new Set(["wspap.okx.com", "wseeapap.okx.com", "wsuspap.okx.com"]);

/** The one place that decides which hosts a session may reach, and with what. */
export interface HostGuard {
  readonly endpoints: Endpoints;
  /** Every request to the demo venue carries its header: nothing else tells it from production. */
  readonly isDemo: boolean;
  /** Errors: InvariantError for any other host, and for keys on their way to one that isn't meant for them. */
  check(url: string, keyed: boolean): void;
  /** Points every address of a ccxt instance at our host or nowhere and puts the check before its network calls. */
  attach(exchange: OkxExchange): void;
}

const KEY_HEADER = "ok-access-key";

function isKeyed(headers: unknown): boolean {
  const names = typeof headers === "object" && headers !== null ? Object.keys(headers) : [];
  return names.some((name) => name.toLowerCase() === KEY_HEADER);
}

/** Which side of the venue a stream address belongs to. */
function sideOf({ hostname }: URL): "demo" | "real" | "here" {
  if (LOOPBACK.has(hostname)) return "here";
  return DEMO_STREAMS.has(hostname) ? "demo" : "real";
}

/**
 * Opens a guard for a session. `testnet` takes the demo streams and marks each request as simulated; `prod` takes neither.
 *
 * Errors: Failure `endpoint_refused` (exit 3) where the endpoints don't fit the mode.
 */
export function createHostGuard(endpoints: Endpoints, mode: LiveMode): HostGuard {
  const rest = originOf(endpoints.rest, ["https", "http"], "rest");
  const ws = originOf(endpoints.ws, ["wss", "ws"], "ws");
  const side = sideOf(ws);
  const fits = side === "here" || mode === "dry-run" || (mode === "testnet") === (side === "demo");
  if (!fits) {
    throw new Failure("endpoint_refused", 3, `${ws.host} can't be used in ${mode} mode`, {
      value: ws.host,
      fix: mode === "prod" ? "use the production streams" : "use the streams of the demo venue",
    });
  }
  const origins = { rest: rest.origin, ws: `${ws.protocol}//${ws.host}` };
  const isDemo = mode === "testnet";
  const mayCarryKeys = mode !== "dry-run" || side === "here";

  const check = (text: string, keyed: boolean): void => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const host = url === null ? "no address" : `${url.protocol}//${url.host}`;
    const isKnown = host === origins.rest || host === origins.ws;
    invariant(isKnown, `a call to ${host} was refused: this session reaches ${origins.rest}, ${origins.ws}`);
    invariant(!keyed || mayCarryKeys, `a signed call to ${host} was refused in ${mode} mode`);
  };

  const attach = (exchange: OkxExchange): void => {
    exchange.urls.api = rewritten(exchange.urls.api, (path) => (path === "rest" ? origins.rest : null));
    exchange.urls.test = rewritten(exchange.urls.test, () => null);
    const fetch = exchange.fetch.bind(exchange);
    exchange.fetch = async (url, method, headers, body) => {
      check(url, isKeyed(headers));
      const own = typeof headers === "object" && headers !== null ? headers : {};
      return fetch(url, method, isDemo ? { ...own, "x-simulated-trading": "1" } : headers, body);
    };
  };
  return { endpoints: origins, isDemo, check, attach };
}
