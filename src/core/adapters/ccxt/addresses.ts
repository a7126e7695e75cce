import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import { hideUserinfo } from "../../lib/hide-userinfo.js";
import { LOOPBACK } from "../../lib/safe-address.js";

export interface Endpoints {
  /** Origin of the REST interface, `https://venue.example`. */
  readonly rest: string;
  /** Origin of the streams, `wss://venue.example`. */
  readonly ws: string;
}

export type LiveMode = Exclude<Mode, "paper">;

/** A paper venue on this machine: it lives in its own time, may run fast, and costs nothing. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.has(new URL(address).hostname);
}

/** The addresses of a mode: the demo venue for testnet, else the real one. */
export function endpointsOf(
  { testnet, prod }: { readonly testnet: Endpoints; readonly prod: Endpoints },
  mode: Mode,
): Endpoints {
  return mode === "testnet" ? testnet : prod;
}

/** Where everything points that we never call; it can't be resolved anywhere (RFC 2606). */
const NOWHERE = "https://refused.invalid";

/**
 * A configured address as an origin of one of these schemes; the second one, the plain one, is for this machine alone.
 *
 * Errors: Failure `endpoint_refused` (exit 3).
 */
export function originOf(text: string, schemes: readonly string[], what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isBare = url !== null && url.username === "" && url.password === "";
  const isOrigin = isBare && url.pathname === "/" && url.search === "" && url.hash === "";
  const isPlainLoopback = url !== null && LOOPBACK.has(url.hostname) && [`${schemes[1] ?? ""}:`].includes(url.protocol);
  if (isOrigin && (url.protocol === `${schemes[0] ?? ""}:` || isPlainLoopback)) return url;
  const shown = hideUserinfo(text).slice(0, 80);
  throw new Failure("endpoint_refused", 3, `${what} "${shown}" is no address of a venue`, {
    value: shown,
    fix: `give scheme and host alone, ${schemes.join(" or (on loopback) ")}`,
  });
}

type Addresses = Record<string, unknown>;

function isAddresses(value: unknown): value is Addresses {
  return typeof value === "object" && value !== null;
}

/** Every address of a ccxt instance replaced: `keep` says where a known one leads, all others lead nowhere. */
export function rewritten(addresses: unknown, keep: (path: string) => string | null, path = ""): unknown {
  if (!isAddresses(addresses)) return keep(path) ?? NOWHERE;
  return Object.fromEntries(
    Object.entries(addresses).map(([key, value]) => [
      key,
      rewritten(value, keep, path === "" ? key : `${path}.${key}`),
    ]),
  );
}
