import { scrub, Secret } from "../ccxt/secret.js";
import { timeoutSignal } from "../system/clock.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { Delivery } from "../../ports/notifier.js";

/** Who does not answer by then does not answer. */
const TIMEOUT_MS = 10_000;
const MOST_BYTES = 4_096;

export interface Question {
  readonly url: string;
  readonly method: "POST" | "GET" | "HEAD";
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** What no text may show: tokens, addresses. */
  readonly secrets: readonly Secret[];
}

export interface Answer {
  readonly status: number;
  /** The beginning of it, without secrets. */
  readonly text: string;
  readonly retryAfterMs: number | null;
}

/** Asks once, follows no redirection. Errors: why there is no answer, without an address. */
export async function ask({ url, method, body, headers = {}, secrets }: Question): Promise<Result<Answer, string>> {
  try {
    const answer = await fetch(url, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "manual",
      signal: timeoutSignal(TIMEOUT_MS),
    });
    const text = await beginningOf(answer);
    const hidden = secrets.flatMap(partsOf).map((secret) => ({ key: secret, secret }));
    const retryAfterMs = retryAfter(answer.headers.get("retry-after"));
    return ok({ status: answer.status, text: scrub(text, hidden), retryAfterMs });
  } catch (error) {
    return err(whyNot(error));
  }
}

/** Of an address that is a secret, what stands behind the host is one by itself, and so is its last word. */
function partsOf(secret: Secret): readonly Secret[] {
  const text = secret.reveal();
  if (!URL.canParse(text) || !text.startsWith("http")) return [secret];
  const { pathname, search } = new URL(text);
  const parts = [text, `${pathname}${search}`, pathname, ...pathname.split("/").filter((word) => word.length > 7)];
  return parts.filter((part) => part.length > 1).map((part) => new Secret(part));
}

async function beginningOf(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  const parts: Uint8Array[] = [];
  for (let length = 0; reader !== undefined && length < MOST_BYTES;) {
    const read = (await reader.read()) as { readonly done: boolean; readonly value?: Uint8Array };
    if (read.value === undefined) break;
    parts.push(read.value);
    length += read.value.length;
  }
  await reader?.cancel();
  return Buffer.concat(parts).subarray(0, MOST_BYTES).toString("utf8");
}

/** Seconds; a date is not worth a clock that may be wrong. */
function retryAfter(header: string | null): number | null {
  return header !== null && /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1_000 : null;
}

/** Messages of the runtime may quote the address: only names of errors are told. */
function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError") return `no answer within ${String(TIMEOUT_MS / 1_000)} s`;
  const code: unknown = Reflect.get(Object(error.cause), "code");
  return typeof code === "string" ? `no connection (${code})` : "the connection broke";
}

export function later({ status, text, retryAfterMs }: Answer, reason = ""): Delivery {
  return { kind: "later", retryAfterMs, reason: `${String(status)} ${reason === "" ? text : reason}`.trim() };
}

export function refused({ status, text }: Answer): Delivery {
  return { kind: "refused", reason: `${String(status)} ${text}`.trim() };
}

export function unreached(reason: string): Delivery {
  return { kind: "later", retryAfterMs: null, reason };
}
