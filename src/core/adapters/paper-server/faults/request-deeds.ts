import type { RequestFacts, RequestFault } from "./fault-hooks.js";
import { fitsGlob } from "./glob.js";
import { codedAnswer, namedAnswer, rawAnswer } from "./named-answers.js";
import type { RequestDeed, RequestMatch } from "./script-schema.js";

/** Shortest ban of the venue (general information page of Binance USD-M: 2 minutes to 3 days), read 2026-11-22. */
const SHORTEST_BAN_MS = 120_000;

const CLIENT_ID_PARAMS = ["newClientOrderId", "origClientOrderId", "clientAlgoId", "clientOrderId"];

export function fitsRequest(match: RequestMatch | undefined, { method, path, params }: RequestFacts): boolean {
  if (match === undefined) return true;
  const { client_id: clientId } = match;
  const reducing = params["reduceOnly"] === "true" || params["closePosition"] === "true";
  return (
    (match.method === undefined || match.method === method) &&
    (match.path === undefined || fitsGlob(match.path, path)) &&
    (match.symbol === undefined || match.symbol === params["symbol"]) &&
    (match.type === undefined || match.type === params["type"]) &&
    (match.side === undefined || match.side === params["side"]?.toLowerCase()) &&
    (match.reducing === undefined || match.reducing === reducing) &&
    (clientId === undefined || CLIENT_ID_PARAMS.some((name) => isFitting(clientId, params[name])))
  );
}

function isFitting(pattern: string, text: string | undefined): boolean {
  return text !== undefined && fitsGlob(pattern, text);
}

/** What a rule does to a request: a pause first where it asks for one. */
export function requestFaults(deed: RequestDeed, facts: RequestFacts): readonly RequestFault[] {
  if (deed.kind === "delay") return [{ kind: "delay", wallMs: deed.wall_ms }];
  const fault = decidingFault(deed, facts);
  return deed.delay_wall_ms === undefined ? [fault] : [{ kind: "delay", wallMs: deed.delay_wall_ms }, fault];
}

function decidingFault(deed: Exclude<RequestDeed, { kind: "delay" }>, facts: RequestFacts): RequestFault {
  const execute = "execute" in deed ? (deed.execute ?? "never") : "never";
  const laterMs = execute === "later" && "later_wall_ms" in deed ? (deed.later_wall_ms ?? 0) : 0;
  if (deed.kind === "drop") return { kind: "drop", execute, laterMs };
  const { status, body, contentType } = wireAnswer(deed, facts);
  const headers: Record<string, string> = { "content-type": contentType };
  if (deed.retry_after_s !== undefined) headers["retry-after"] = String(deed.retry_after_s);
  return { kind: "answer", status, body, headers, execute, laterMs };
}

function wireAnswer(deed: Exclude<RequestDeed, { kind: "delay" | "drop" }>, facts: RequestFacts) {
  switch (deed.kind) {
    case "answer":
      return codedAnswer(deed.code, deed.status ?? null, deed.text ?? null);
    case "raw_answer":
      return rawAnswer(deed.status, deed.body, deed.content_type ?? null);
    case "banned_418":
      return namedAnswer(deed.kind, facts, facts.atMs + (deed.ban_market_ms ?? SHORTEST_BAN_MS));
    default:
      return namedAnswer(deed.kind, facts, facts.atMs);
  }
}
