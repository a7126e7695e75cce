import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { RequestFacts } from "../faults/fault-hooks.js";
import { readParams } from "./signed-text.js";
import type { WireParams } from "./signed-text.js";

export interface RestEnv {
  Bindings: HttpBindings;
}

/** A request as it came in. */
export interface RestRequest {
  readonly method: RequestFacts["method"];
  readonly path: string;
  readonly params: WireParams;
  readonly apiKey: string | null;
  readonly address: string;
  /** Market time of its arrival where it is carried out. */
  readonly receivedMs: number;
}

const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;

/** Null for a method that the venue doesn't know. */
export async function readRequest(c: Context<RestEnv>, receivedMs: number): Promise<RestRequest | null> {
  const method = METHODS.find((each) => each === c.req.method);
  if (method === undefined) return null;
  const url = new URL(c.req.url);
  const body = method === "GET" ? "" : await c.req.text();
  return {
    method,
    path: url.pathname,
    params: readParams(url.search.slice(1), body),
    apiKey: c.req.header("X-MBX-APIKEY") ?? null,
    address: c.env.incoming.socket.remoteAddress ?? "",
    receivedMs,
  };
}
