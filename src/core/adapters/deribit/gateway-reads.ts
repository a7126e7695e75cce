import type { z } from "zod";
import { err, type Result } from "../../lib/result.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import { parseAnswer, refusalOf } from "../ccxt/parse.js";
import type { DeribitClient } from "./client.js";
import type { EndpointName } from "./endpoints.js";
import type { WireParams } from "./load-ccxt.js";

export type Answered<T> = Promise<Result<T, VenueRefusal>>;

interface Question<T> {
  readonly endpoint: EndpointName;
  readonly schema: z.ZodType<T>;
  readonly params?: WireParams;
}

/** Asks and reads the answer by its schema. Only for reads. */
export async function ask<T>(client: DeribitClient, { endpoint, schema, params = {} }: Question<T>): Answered<T> {
  const answer = await client.call(endpoint, params);
  return answer.ok ? parseAnswer(schema, answer.value, endpoint) : err(refusalOf(answer.error));
}
