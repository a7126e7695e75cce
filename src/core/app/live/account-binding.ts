import { Failure } from "../../lib/failure.js";
import { sha256Hex } from "../../lib/hash.js";

/** What the lines of a session say of the account they are about: the same for all its keys, and the venue's code can't be read from it. */
export function accountTagOf(code: string): string {
  return sha256Hex(`account|${code}`).slice(0, 16);
}

/**
 * Books and key have to be of one account: with the key of another one, orders would be sent and positions closed that
 * these books know nothing of. Where either is not known (the venue tells no code) nothing is refused.
 *
 * Errors: Failure 3 `account_differs`.
 */
export function requireOwnAccount(books: string | null, found: string | null, stateDirectory: string): void {
  if (books === null || found === null || books === found) return;
  throw new Failure(
    "account_differs",
    3,
    "this key belongs to another account than the books: nothing was sent, nothing was closed",
    {
      path: stateDirectory,
      fix: "Give the key of the account that this state directory was begun with, or --state with another directory for this account.",
    },
  );
}
