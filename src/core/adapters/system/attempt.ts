import { err, ok, type Result } from "../../lib/result.js";

/** Errors that only a mistake in our own code throws; to hide one would be another mistake. */
const BUGS = ["InvariantError", "TypeError", "ReferenceError"];

function expected(thrown: unknown): Error {
  if (!(thrown instanceof Error) || BUGS.includes(thrown.name)) throw thrown;
  return thrown;
}

/** Reads something of the outside world that may refuse: no leave, a broken disk, bytes that are not what they claim. */
export function attempt<T>(read: () => T): Result<T, Error> {
  try {
    return ok(read());
  } catch (error) {
    return err(expected(error));
  }
}

/** The same for a read that takes its time. */
export async function attemptAsync<T>(read: () => Promise<T>): Promise<Result<T, Error>> {
  try {
    return ok(await read());
  } catch (error) {
    return err(expected(error));
  }
}
