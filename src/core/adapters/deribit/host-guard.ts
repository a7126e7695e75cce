import { invariant } from "../../lib/invariant.js";
import { Failure } from "../../lib/failure.js";
import { LOOPBACK } from "../../lib/safe-address.js";
import { type Endpoints, type LiveMode, originOf, rewritten } from "../ccxt/addresses.js";
import type { DeribitExchange } from "./load-ccxt.js";

/** The demo venue has hosts, accounts and keys of its own ("Environments", 2026-11). */
const DEMO_HOST = "test.deribit.com";

/** The one place that decides which hosts a session may reach, and with what. */
export interface HostGuard {
  readonly endpoints: Endpoints;
  /** Errors: InvariantError for any other host, and for keys on their way to one that isn't meant for them. */
  check(url: string, keyed: boolean): void;
  /** Points every address of a ccxt instance at our host or nowhere and puts the check before its network calls. */
  attach(exchange: DeribitExchange): void;
}

/** A token in the header, or a login in the address. */
function isKeyed(url: string, headers: unknown): boolean {
  const names = typeof headers === "object" && headers !== null ? Object.keys(headers) : [];
  return names.some((name) => name.toLowerCase() === "authorization") || url.includes("/public/auth");
}

type Side = "demo" | "real" | "here";

function sideOf({ hostname }: URL): Side {
  if (LOOPBACK.has(hostname)) return "here";
  return hostname === DEMO_HOST ? "demo" : "real";
}

/**
 * Opens a guard for a session. `testnet` takes the demo hosts and no others, `prod` never takes them; both addresses belong
 * to one side.
 *
 * Errors: Failure `endpoint_refused` (exit 3) where the endpoints don't fit the mode.
 */
export function createHostGuard(endpoints: Endpoints, mode: LiveMode): HostGuard {
  const rest = originOf(endpoints.rest, ["https", "http"], "rest");
  const ws = originOf(endpoints.ws, ["wss", "ws"], "ws");
  for (const address of [rest, ws]) {
    const side = sideOf(address);
    const fits = side === "here" || mode === "dry-run" || (mode === "testnet") === (side === "demo");
    if (fits && side === sideOf(rest)) continue;
    throw new Failure("endpoint_refused", 3, `${address.host} can't be used in ${mode} mode`, {
      value: address.host,
      fix: mode === "prod" ? "use the hosts of the real venue" : "use the hosts of the demo venue",
    });
  }
  const origins = { rest: rest.origin, ws: `${ws.protocol}//${ws.host}` };
  const mayCarryKeys = mode !== "dry-run" || sideOf(rest) === "here";

  const check = (text: string, keyed: boolean): void => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const host = url === null ? "no address" : `${url.protocol}//${url.host}`;
    const isKnown = host === origins.rest || host === origins.ws;
    invariant(isKnown, `a call to ${host} was refused: this session reaches ${origins.rest}, ${origins.ws}`);
    invariant(!keyed || mayCarryKeys, `a signed call to ${host} was refused in ${mode} mode`);
  };

  const attach = (exchange: DeribitExchange): void => {
    exchange.urls.api = rewritten(exchange.urls.api, (path) => (path === "rest" ? origins.rest : null));
    exchange.urls.test = rewritten(exchange.urls.test, () => null);
    const fetch = exchange.fetch.bind(exchange);
    exchange.fetch = async (url, method, headers, body) => {
      check(url, isKeyed(url, headers));
      return fetch(url, method, headers, body);
    };
  };
  return { endpoints: origins, check, attach };
}
