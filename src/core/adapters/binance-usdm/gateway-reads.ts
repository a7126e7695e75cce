import type { z } from "zod";
import { err, ok, type Result } from "../../lib/result.js";
import type { VenueKeyRights, VenueRefusal } from "../../ports/venue-gateway.js";
import type { UsdmClient } from "./client.js";
import type { EndpointName } from "./endpoints.js";
import type { WireParams } from "./load-ccxt.js";
import { accountCodeSchema, keyRightsSchema } from "./parse-account.js";
import { parseAnswer, refusalOf } from "../ccxt/parse.js";
import type { Priority } from "./rate-limiter.js";

export type Answered<T> = Promise<Result<T, VenueRefusal>>;

export interface Question<T> {
  readonly endpoint: EndpointName;
  readonly schema: z.ZodType<T>;
  readonly params?: WireParams;
  readonly priority?: Priority;
}

/** Asks and reads the answer by its schema. Only for reads and for writes that may be repeated (settings). */
export async function ask<T>(client: UsdmClient, question: Question<T>): Answered<T> {
  const { endpoint, schema, params = {}, priority = "account" } = question;
  const answer = await client.call(endpoint, params, priority);
  return answer.ok ? parseAnswer(schema, answer.value, endpoint) : err(refusalOf(answer.error));
}

/** What the key may do; null where the venue has no such question. */
export async function readKeyRights(client: UsdmClient): Answered<VenueKeyRights | null> {
  return client.tellsKeyRights ? ask(client, { endpoint: "keyRights", schema: keyRightsSchema }) : ok(null);
}

/** What tells this account from every other at the venue, whichever key asks; null where the venue doesn't say. */
export async function readAccountCode(client: UsdmClient): Answered<string | null> {
  return ask(client, { endpoint: "balance", schema: accountCodeSchema });
}

/** The values of all, or the first refusal. */
export function allOf<T>(results: readonly Result<T, VenueRefusal>[]): Result<readonly T[], VenueRefusal> {
  const values: T[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return ok(values);
}
