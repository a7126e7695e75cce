import { err, ok, type Result } from "../../lib/result.js";
import { isSafeAddress } from "../../lib/safe-address.js";
import { timeoutSignal } from "../system/clock.js";

/** Who does not answer by then does not answer. */
const TIMEOUT_MS = 5_000;
/** CoinGecko's `global` has 12 kB. */
const MOST_BYTES = 262_144;

/**
 * Asks once for a JSON document; follows no redirection and reads no more than a bounded length.
 *
 * Errors: why there is none, without an address.
 */
export async function getJson(url: string, timeoutMs = TIMEOUT_MS): Promise<Result<unknown, string>> {
  if (!isSafeAddress(url)) return err("the address is neither https nor on this machine");
  try {
    const headers = { accept: "application/json" };
    const answer = await fetch(url, { headers, redirect: "manual", signal: timeoutSignal(timeoutMs) });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      return err(`status ${String(answer.status)}`);
    }
    const text = await wholeText(answer);
    return text === null ? err(`more than ${String(MOST_BYTES)} bytes`) : ok(JSON.parse(text) as unknown);
  } catch (error) {
    return err(whyNot(error, timeoutMs));
  }
}

async function wholeText(answer: Response): Promise<string | null> {
  const reader = answer.body?.getReader();
  const parts: Uint8Array[] = [];
  for (let length = 0; reader !== undefined;) {
    const read = (await reader.read()) as { readonly value?: Uint8Array };
    if (read.value === undefined) break;
    length += read.value.length;
    if (length > MOST_BYTES) {
      await reader.cancel();
      return null;
    }
    parts.push(read.value);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Messages of the runtime may quote the address: only names of errors are told. */
function whyNot(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError") return `no answer within ${String(timeoutMs / 1_000)} s`;
  if (error instanceof SyntaxError) return "the answer is no JSON";
  const code: unknown = Reflect.get(Object(error.cause), "code");
  return typeof code === "string" ? `no connection (${code})` : "the connection broke";
}
