import type { Result } from "../../lib/result.js";

/** What came of looking at something; the error says in words why it can't be read. */
export type Reading<T> = Result<T, string>;
