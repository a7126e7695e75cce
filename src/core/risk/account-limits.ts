import type { AccountCaps, AccountLimit } from "../domain/caps.js";
import type { RiskContext } from "./context.js";
import type { RiskPolicy } from "./policy.js";

/** A limit and where it is set. */
export interface SetLimit {
  readonly limit: number;
  readonly setting: string;
}

/** Limits that an account measures by itself although the fund has one of the same name. */
type FundLimit = "max_concurrent_positions" | "daily_loss_limit_pct" | "max_nav_drawdown_pct";

/** What an account has of its own; null where accounts.json says nothing of it. */
export function capsOfAccount({ accounts }: Pick<RiskPolicy, "accounts">, account: string): AccountCaps | null {
  if (accounts === undefined || !Object.hasOwn(accounts, account)) return null;
  return accounts[account] ?? null;
}

/** The tighter of the limit of every account and the account's own. */
export function accountLimit(
  { policy, book }: Pick<RiskContext, "policy" | "book">,
  name: Exclude<AccountLimit, FundLimit>,
): SetLimit {
  const limit = policy.limits.global[name];
  const own = ownLimit(policy, book.account, name);
  return own !== null && own.limit < limit ? own : { limit, setting: `risk_limits.global.${name}` };
}

/** The account's own limit; null where it has none. */
export function ownLimit(policy: Pick<RiskPolicy, "accounts">, account: string, name: AccountLimit): SetLimit | null {
  const caps = capsOfAccount(policy, account);
  const limit = caps?.limits[name];
  return caps === null || limit === undefined ? null : { limit, setting: `${caps.setting}.limits.${name}` };
}
