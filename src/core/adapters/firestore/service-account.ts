import { createSign } from "node:crypto";
import { z } from "zod";
import { Failure } from "../../lib/failure.js";
import type { Clock } from "../../lib/clock.js";
import { timeoutSignal } from "../system/clock.js";
import { isSafeAddress } from "../../lib/safe-address.js";
import { SECOND_MS } from "../../lib/time.js";

const account = z.object({
  client_email: z.string().min(3),
  private_key: z.string().startsWith("-----BEGIN"),
  token_uri: z.string().refine(isSafeAddress, "no https:// address (http:// on this machine only)"),
});
const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

const SCOPE = "https://www.googleapis.com/auth/datastore";
const TIMEOUT_MS = 60 * SECOND_MS;
const LIFE_SECONDS = 3_600;
/** A token is asked for anew this long before it ends. */
const MARGIN_MS = 120 * SECOND_MS;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The key file of an account, as it was read. */
export interface KeyFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Access tokens of a service account, out of its key file: a signed statement (RFC 7523) is exchanged for each.
 *
 * Errors: Failure 3 for a file that is none; later, those of the token server, and none after `timeoutMs` without an answer.
 */
export function serviceAccountTokens(
  { path, text }: KeyFile,
  clock: Pick<Clock, "nowMs">,
  timeoutMs = TIMEOUT_MS,
): () => Promise<string> {
  const read = account.safeParse(jsonOf(text));
  if (!read.success) {
    // The place alone: a value may be the key.
    const at = read.error.issues[0]?.path.join(".") ?? "";
    const reason = at === "token_uri" ? ": its token_uri is no https:// address (http:// on this machine only)" : "";
    throw new Failure("mirror_keys_invalid", 3, `${path} is no key file of a service account${reason}`, {
      file: path,
      fix: "Set GOOGLE_APPLICATION_CREDENTIALS to the JSON key file of a service account.",
    });
  }
  const { client_email: issuer, private_key: key, token_uri: audience } = read.data;
  let held = { token: "", untilMs: 0 };
  return async () => {
    if (clock.nowMs() < held.untilMs) return held.token;
    const nowSeconds = Math.floor(clock.nowMs() / SECOND_MS);
    const claims = { iss: issuer, scope: SCOPE, aud: audience, iat: nowSeconds, exp: nowSeconds + LIFE_SECONDS };
    const statement = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
    const signature = createSign("RSA-SHA256").update(statement).sign(key, "base64url");
    const body = new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: `${statement}.${signature}`,
    });
    const response = await fetch(audience, {
      method: "POST",
      body,
      redirect: "error",
      signal: timeoutSignal(timeoutMs),
    });
    const grant = granted.safeParse(await response.json());
    if (!grant.success) throw new Error(`the token server answered ${response.status} without a token`);
    held = {
      token: grant.data.access_token,
      untilMs: clock.nowMs() + grant.data.expires_in * SECOND_MS - MARGIN_MS,
    };
    return held.token;
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
