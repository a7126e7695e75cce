import type { z } from "zod";
import { err, ok, type Result } from "../../lib/result.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import { parseAnswer, refusalOf } from "../ccxt/parse.js";
import type { OkxClient } from "./client.js";
import type { EndpointName } from "./endpoints.js";
import type { WireParams } from "./load-ccxt.js";

export type Answered<T> = Promise<Result<T, VenueRefusal>>;

interface Question<T> {
  readonly endpoint: EndpointName;
  readonly schema: z.ZodType<T>;
  readonly params?: WireParams;
}

/** Asks and reads the answer by its schema. Only for reads and for writes that may be repeated (settings). */
export async function ask<T>(client: OkxClient, { endpoint, schema, params = {} }: Question<T>): Answered<T> {
  const answer = await client.call(endpoint, params);
  return answer.ok ? parseAnswer(schema, answer.value, endpoint) : err(refusalOf(answer.error));
}

const PAGE_ROWS = 100;
const MAX_PAGES = 200;

interface Pages<T> extends Question<readonly T[]> {
  /** What the next page, of older rows, begins after. */
  readonly cursor: (row: T) => string;
}

/** All pages of a list that comes newest first; newest first as well. */
export async function askAll<T>(
  client: OkxClient,
  { cursor, params = {}, ...question }: Pages<T>,
): Answered<readonly T[]> {
  const rows: T[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const last = rows.at(-1);
    const after = last === undefined ? {} : { after: cursor(last) };
    const answer = await ask(client, { ...question, params: { ...params, ...after, limit: String(PAGE_ROWS) } });
    if (!answer.ok) return answer;
    rows.push(...answer.value);
    if (answer.value.length < PAGE_ROWS) return ok(rows);
  }
  return err({ code: 0, reason: `more than ${MAX_PAGES} pages`, reaction: "halt", retryAfterMs: null });
}
