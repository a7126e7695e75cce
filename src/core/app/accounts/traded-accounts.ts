import { startingWallets } from "../../accounts/starting-wallets.js";
import type { Config } from "../../config/config-files.js";
import type { EngineContext } from "../../engine/state.js";
import { Failure } from "../../lib/failure.js";
import type { Dec } from "../../lib/decimal.js";

type Routing = Pick<EngineContext, "strategies" | "pairs" | "routeAccount" | "switchboard" | "instrumentsOf">;

interface Traded {
  readonly strategy: string;
  readonly symbol: string;
  readonly account: string;
}

/** Every account that may trade a strategy on a symbol, those that stand by included; legs of pairs have one alone. */
function tradedPairs({ strategies, pairs, routeAccount, switchboard }: Routing): readonly Traded[] {
  const symbolsOf = [
    ...strategies,
    ...pairs.map(({ id, pairs: of }) => ({ id, symbols: of.flatMap((pair) => pair.symbols) })),
  ];
  return symbolsOf.flatMap(({ id, symbols }) =>
    symbols.flatMap((symbol) => {
      const stays = pairs.some((pair) => pair.id === id);
      const accounts = (stays ? undefined : switchboard?.candidates(id, symbol)) ?? [routeAccount(id, symbol)];
      return accounts.map((account) => ({ strategy: id, symbol, account }));
    }),
  );
}

/** Accounts that any strategy is routed to, in the order of accounts.json; the default one where nothing trades. */
export function tradedAccounts(config: Pick<Config, "accounts">, routing: Routing): readonly string[] {
  const traded = new Set(tradedPairs(routing).map(({ account }) => account));
  const found = config.accounts.accounts.map(({ id }) => id).filter((id) => traded.has(id));
  return found.length === 0 ? [config.accounts.default] : found;
}

/** Errors: Failure 3 for shares that don't divide the start. */
export function paperWallets(
  config: Pick<Config, "accounts">,
  routing: Routing,
  navStart: Dec,
): Readonly<Record<string, Dec>> {
  const wallets = startingWallets(config.accounts, tradedAccounts(config, routing), navStart);
  if (wallets.ok) return wallets.value;
  const { message, path, fix } = wallets.error;
  throw new Failure("paper_shares", 3, message, { file: "accounts.json", path, fix });
}

/** Both legs of a pair stand on the same books: a margin call of one account must not leave half a pair in the other. */
export function requireWholePairs({ pairs, routeAccount }: Pick<EngineContext, "pairs" | "routeAccount">): void {
  for (const { id, pairs: of } of pairs) {
    for (const { symbols } of of) {
      const accounts = new Set(symbols.map((symbol) => routeAccount(id, symbol)));
      if (accounts.size === 1) continue;
      const message = `${id}: the legs of ${symbols.join(" and ")} are routed to accounts ${[...accounts].join(" and ")}`;
      const fix = "Route both legs of a pair to one account.";
      throw new Failure("pair_accounts", 3, message, { file: "accounts.json", path: "routes", fix });
    }
  }
}

/** An account trades what its own venue lists: a route to any other is a mistake that would show as silence. */
export function requireListed(routing: Routing): void {
  const { instrumentsOf } = routing;
  if (instrumentsOf === undefined) return;
  const astray = tradedPairs(routing).find(({ account, symbol }) => instrumentsOf(account)?.has(symbol) !== true);
  if (astray === undefined) return;
  const { strategy, symbol, account } = astray;
  throw new Failure(
    "symbol_not_listed",
    3,
    `${strategy} on ${symbol} may go to account ${account}, whose venue does not list ${symbol}`,
    { file: "accounts.json", path: "routes", fix: `List ${symbol} at the venue of ${account}, or route it elsewhere.` },
  );
}

/** A live session has one account's gateway: a signal for another one would vanish without a word. */
export function requireOneAccount(config: Pick<Config, "accounts">, routing: Routing): void {
  const { default: account } = config.accounts;
  const astray = tradedPairs(routing).find((traded) => traded.account !== account);
  if (astray === undefined) return;
  const { strategy, symbol, account: other } = astray;
  const message = `${strategy} on ${symbol} is routed to account ${other}: a live session trades one account, ${account}`;
  throw new Failure("one_account", 3, message, {
    file: "accounts.json",
    path: "routes",
    fix: `Remove the route, or make ${other} the default.`,
  });
}
