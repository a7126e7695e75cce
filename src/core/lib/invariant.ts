/** A promise of the code itself is broken: a bug, never a market or user condition. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/**
 * States what must hold. A false condition is a bug: the supervisor journals it, halts and exits with 1.
 *
 * Errors: InvariantError with the message.
 */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Returns the value, which must be present. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new InvariantError(`${what} is missing`);
  return value;
}
