import { type Dec, decFromNumber, mulDec, roundDec, subDec, ZERO, addDec } from "../lib/decimal.js";
import { err, ok, type Result } from "../lib/result.js";
import type { AccountsPolicy } from "./policy.js";

/** Why the start of a simulated session can't be divided, and where it says so. */
export interface ShareProblem {
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

const CENTS = 2;

/**
 * What each account starts with where its venue is simulated: its `paper_share` of the start, and equal parts of what
 * these leave for the accounts that name none. Whole cents; what rounding leaves goes to the first of them, so that the
 * wallets add up to the start to the last digit.
 *
 * accounts: those that trade, at least one. navStart: USDT.
 */
export function startingWallets(
  policy: Pick<AccountsPolicy, "accounts">,
  accounts: readonly string[],
  navStart: Dec,
): Result<Readonly<Record<string, Dec>>, ShareProblem> {
  const named = accounts.map((id) => policy.accounts.find((account) => account.id === id)?.paper_share ?? null);
  const given = named.reduce<number>((sum, share) => sum + (share ?? 0), 0);
  const silent = named.filter((share) => share === null).length;
  // Shares are typed by people: 0.1 + 0.2 + 0.7 is one.
  const left = Math.abs(1 - given) < 1e-9 ? 0 : 1 - given;
  const fits = silent === 0 ? left === 0 : left > 0;
  if (!fits) return err(badShares(policy, accounts, given, silent));
  const wallets: Record<string, Dec> = {};
  let rest = navStart;
  for (const [at, id] of accounts.entries()) {
    const part = roundDec(mulDec(navStart, decFromNumber(named[at] ?? left / silent)), CENTS, "down");
    wallets[id] = part;
    rest = subDec(rest, part);
  }
  const [first = ""] = accounts;
  wallets[first] = addDec(wallets[first] ?? ZERO, rest);
  return ok(wallets);
}

// What was found, once: the two sentences below.

function badShares(
  policy: Pick<AccountsPolicy, "accounts">,
  accounts: readonly string[],
  given: number,
  silent: number,
): ShareProblem {
  const at = policy.accounts.findIndex(({ id, paper_share: share }) => accounts.includes(id) && share !== undefined);
  const path = `accounts.${String(at)}.paper_share`;
  const sum = String(Number(given.toFixed(9)));
  return silent === 0
    ? { path, message: `the shares of ${accounts.join(", ")} add up to ${sum}`, fix: "Let them add up to 1." }
    : {
        path,
        message: `the shares add up to ${sum}: nothing is left for the accounts that name none`,
        fix: "Let them add up to less than 1, or give every account that trades its share.",
      };
}
