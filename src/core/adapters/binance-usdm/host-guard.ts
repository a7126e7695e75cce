import { Failure } from "../../lib/failure.js";
import { invariant } from "../../lib/invariant.js";
import { LOOPBACK } from "../../lib/safe-address.js";
import { type Endpoints, type LiveMode, originOf, rewritten } from "../ccxt/addresses.js";
import { KEY_RIGHTS_PATH } from "./endpoints.js";
import type { UsdmExchange } from "./load-ccxt.js";

// Demo hosts: developers.binance.com usds-margined-futures general info (2026-09), binance-connector-python 17.2.0.
const DEMO_HOSTS = new Set([
  "demo-fapi.binance.com",
  "demo-fstream.binance.com",
  "testnet.binancefuture.com",
  "fstream.binancefuture.com",
]);
/** Tells what a key may do, for futures keys too (developers.binance.com wallet, API key permission, 2026-10). */
const SPOT_HOST = "https://api.binance.com";

/**
 * One name for one venue, however its address is spelt: accounts and keys are the same at all hosts of production, at all
 * of the demo venue, and on all names of this machine.
 */
export function venueNameOf(address: string): string {
  const url = new URL(address);
  const hostname = url.hostname.replace(/\.$/, "");
  if (DEMO_HOSTS.has(hostname)) return "demo";
  if (hostname.endsWith(".binance.com")) return "production";
  const port = url.port === "" ? (["http:", "ws:"].includes(url.protocol) ? "80" : "443") : url.port;
  return `${LOOPBACK.has(hostname) ? "loopback" : hostname}:${port}`;
}

/** The one place that decides which hosts a session may reach, and with what. */
export interface HostGuard {
  readonly endpoints: Endpoints;
  /** Origin that tells what a key may do; null where there is none: the demo venue has no such question. */
  readonly keyHost: string | null;
  /** Errors: InvariantError for any other host, and for a key or signature on its way to a host it isn't meant for. */
  check(url: string, keyed: boolean): void;
  /** Points every address of a ccxt instance at our hosts or nowhere and puts the check before its network calls. */
  attach(exchange: UsdmExchange): void;
}

/** A host that is neither demo nor our own machine is treated as production: unknown means dangerous. */
function isProduction(url: URL): boolean {
  return !DEMO_HOSTS.has(url.hostname) && !LOOPBACK.has(url.hostname);
}

function mayCarryKeys(mode: LiveMode, url: URL): boolean {
  if (LOOPBACK.has(url.hostname)) return true;
  // Demo and live keys are not interchangeable, and neither may be shown to the other side.
  if (mode === "prod") return url.hostname.endsWith(".binance.com") && isProduction(url);
  return !isProduction(url);
}

function isKeyed(url: string, headers: unknown, body: unknown): boolean {
  const names = typeof headers === "object" && headers !== null ? Object.keys(headers) : [];
  if (names.some((name) => name.toLowerCase() === "x-mbx-apikey")) return true;
  const isSigned = (text: unknown): boolean => typeof text === "string" && /(^|[?&])(signature|listenKey)=/.test(text);
  return isSigned(url) || isSigned(body);
}

/** A paper venue answers at its own address. */
function keyHostOf(rest: URL): string | null {
  if (LOOPBACK.has(rest.hostname)) return rest.origin;
  return isProduction(rest) && rest.hostname.endsWith(".binance.com") ? SPOT_HOST : null;
}

function addressAt({ rest, ws, keyHost }: Endpoints & Pick<HostGuard, "keyHost">, path: string): string | null {
  if (path === "sapi") return keyHost === null ? null : `${keyHost}/sapi/v1`;
  const version = /^fapi(?:Public|Private)(V[23])?$/.exec(path);
  if (version !== null) return `${rest}/fapi/${version[1]?.toLowerCase() ?? "v1"}`;
  return path === "ws.future" ? `${ws}/ws` : null;
}

/**
 * Opens a guard for a session. In `prod` keys go to production hosts only, in any other mode never to one.
 *
 * Errors: Failure `endpoint_refused` (exit 3) where the endpoints don't fit the mode.
 */
export function createHostGuard(endpoints: Endpoints, mode: LiveMode): HostGuard {
  const rest = originOf(endpoints.rest, ["https", "http"], "rest");
  const ws = originOf(endpoints.ws, ["wss", "ws"], "ws");
  for (const url of mode === "dry-run" ? [] : [rest, ws]) {
    if (mayCarryKeys(mode, url)) continue;
    throw new Failure("endpoint_refused", 3, `${url.host} can't be used in ${mode} mode`, {
      value: url.host,
      fix: mode === "prod" ? "use the production host" : "use the demo host or a paper venue on this machine",
    });
  }
  const origins = { rest: rest.origin, ws: `${ws.protocol}//${ws.host}` };
  // Nobody's key goes there in a dry run, and the demo venue has nothing to say.
  const keyHost = mode === "dry-run" ? null : keyHostOf(rest);
  const hosts = [rest, ws, ...(keyHost === null ? [] : [new URL(keyHost)])];
  const allowed = new Map(hosts.map((url) => [`${url.protocol}//${url.host}`, url]));

  const reachable = [...allowed.keys()].join(", ");

  const check = (text: string, keyed: boolean): void => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const host = url === null ? "no address" : `${url.protocol}//${url.host}`;
    const path = url?.pathname ?? "";
    const known = allowed.get(host);
    invariant(known !== undefined, `a call to ${host} was refused: this session reaches ${reachable}`);
    // The spot side has orders and withdrawals of its own: one question is all we have for it.
    const isSpotSide = host !== origins.rest && host === keyHost;
    const isFine = path === KEY_RIGHTS_PATH || !(isSpotSide || path.startsWith("/sapi/"));
    invariant(isFine, `a call to ${host}${path} was refused: it is only asked what a key may do`);
    invariant(!keyed || mayCarryKeys(mode, known), `a signed call to ${host} was refused in ${mode} mode`);
  };

  const attach = (exchange: UsdmExchange): void => {
    exchange.urls.api = rewritten(exchange.urls.api, (path) => addressAt({ ...origins, keyHost }, path));
    exchange.urls.test = rewritten(exchange.urls.test, () => null);
    exchange.urls.demo = rewritten(exchange.urls.demo, () => null);
    const fetch = exchange.fetch.bind(exchange);
    exchange.fetch = async (url, method, headers, body) => {
      check(url, isKeyed(url, headers, body));
      return fetch(url, method, headers, body);
    };
    const client = exchange.client.bind(exchange);
    exchange.client = (url) => {
      check(url, isKeyed(url, null, null));
      return client(url);
    };
  };
  return { endpoints: origins, keyHost, check, attach };
}
