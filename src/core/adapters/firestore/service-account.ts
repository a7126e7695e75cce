import { createSign } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { Failure } from "../../lib/failure.js";
import type { Clock } from "../../lib/clock.js";
import { timeoutSignal } from "../system/clock.js";
import { SECOND_MS } from "../../lib/time.js";

const account = z.object({
  client_email: z.string().min(3),
  private_key: z.string().startsWith("-----BEGIN"),
  token_uri: z.url(),
});
const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

const SCOPE = "https://www.googleapis.com/auth/datastore";
const TIMEOUT_MS = 60 * SECOND_MS;
const LIFE_SECONDS = 3_600;
/** A token is asked for anew this long before it ends. */
const MARGIN_MS = 120 * SECOND_MS;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * Access tokens of a service account, out of its key file: a signed statement (RFC 7523) is exchanged for each.
 *
 * Errors: Failure 3 for a file that is none; later, those of the token server.
 */
export function serviceAccountTokens(path: string, clock: Pick<Clock, "nowMs">): () => Promise<string> {
  const read = account.safeParse(jsonOf(path));
  if (!read.success) {
    throw new Failure("mirror_keys_invalid", 3, `${path} is no key file of a service account`, {
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
    const response = await fetch(audience, { method: "POST", body, signal: timeoutSignal(TIMEOUT_MS) });
    const grant = granted.safeParse(await response.json());
    if (!grant.success) throw new Error(`the token server answered ${response.status} without a token`);
    held = {
      token: grant.data.access_token,
      untilMs: clock.nowMs() + grant.data.expires_in * SECOND_MS - MARGIN_MS,
    };
    return held.token;
  };
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
