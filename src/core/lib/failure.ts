/** Where a failure lies and how to get over it; shown to the user as it is. */
interface FailurePlace {
  readonly file?: string;
  readonly path?: string;
  readonly value?: unknown;
  readonly fix?: string;
}

/**
 * An expected end of a command: bad input, a lock held by somebody else, data that isn't what it should be.
 * `exitCode` is the one of docs/generated/commands.md; the base command prints the rest.
 */
export class Failure extends Error {
  override readonly name = "Failure";

  constructor(
    readonly code: string,
    readonly exitCode: number,
    message: string,
    readonly place: FailurePlace = {},
  ) {
    super(message);
  }
}
