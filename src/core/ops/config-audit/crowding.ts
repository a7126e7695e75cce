import { routeAccount } from "../../accounts/route-account.js";
import type { Policies } from "../../config/compose-policies.js";
import { grouped } from "../../lib/grouped.js";
import { type AuditFinding, placeOf } from "./finding.js";
import { legsOfIdea, switchedOffBy } from "./ideas.js";

interface CrowdingInput {
  readonly policies: Policies;
}

/** Strategies that keep each other out, and those that have nothing to trade: each alone could, or has no fault. */
export function findCrowding({ policies }: CrowdingInput): readonly AuditFinding[] {
  return [...withoutMarkets(policies), ...scarceSlots(policies), ...sharedSymbols(policies)];
}

function enabledOf({ registry }: Policies): readonly (readonly [string, readonly string[]])[] {
  return Object.entries(registry.strategies).flatMap(([id, { enabled, symbols }]) =>
    enabled ? [[id, symbols] as const] : [],
  );
}

/** Enabled, and every market of it is switched off, or it names none. */
function withoutMarkets(policies: Policies): readonly AuditFinding[] {
  return enabledOf(policies).flatMap(([strategy, symbols]) => {
    const off = symbols.map((symbol) => switchedOffBy(policies, symbol));
    if (off.includes(null)) return [];
    const place = placeOf(`strategy_registry.strategies.${strategy}.symbols`);
    const why =
      symbols.length === 0
        ? "names no symbol"
        : `opens nothing: each of its symbols is switched off (${[...new Set(off)].join(", ")})`;
    const message = `${strategy} is enabled but ${why}`;
    const fix =
      symbols.length === 0 ? "Give it symbols, or disable it." : "Enable a symbol of it, or disable the strategy.";
    return [{ severity: "warning", code: "strategy_never_trades", ...place, message, fix }];
  });
}

/** Fewer slots on an account's books than its strategies need to hold one idea each. */
function scarceSlots(policies: Policies): readonly AuditFinding[] {
  const { max_concurrent_positions: ofIntents } = policies.intents;
  const ofRisk = policies.risk.limits.global.max_concurrent_positions;
  const slots = Math.min(ofIntents ?? Infinity, ofRisk);
  const setting =
    (ofIntents ?? Infinity) < ofRisk
      ? "strategy_config.intents.max_concurrent_positions"
      : "risk_limits.global.max_concurrent_positions";
  return [...byAccount(policies)].flatMap(([account, strategies]) => {
    const needed = strategies.reduce((sum, strategy) => sum + legsOfIdea(policies, strategy), 0);
    if (strategies.length < 2 || slots >= needed) return [];
    const message = `${strategies.join(", ")} need ${String(needed)} slots on account ${account} to hold one idea each, and there ${slots === 1 ? "is" : "are"} ${String(slots)}: whoever opens first shuts the others out for as long as it holds`;
    const fix = `Raise ${setting} to ${String(needed)} or more, or enable fewer strategies.`;
    return [{ severity: "warning", code: "slots_below_strategies", ...placeOf(setting), message, fix }];
  });
}

/** Strategies all of whose symbols are routed to one account, by it; the others have a choice of books. */
function byAccount(policies: Policies): ReadonlyMap<string, readonly string[]> {
  const homes = enabledOf(policies).flatMap(([strategy, symbols]) => {
    const accounts = new Set(symbols.map((symbol) => routeAccount(policies.accounts, strategy, symbol)));
    return accounts.size === 1 ? [{ strategy, account: [...accounts].join() }] : [];
  });
  const groups = grouped(homes, ({ account }) => account);
  return new Map([...groups].map(([account, members]) => [account, members.map(({ strategy }) => strategy)]));
}

/** A symbol has one owner on an account's books: worth knowing where one of two strategies seems to sleep. */
function sharedSymbols(policies: Policies): readonly AuditFinding[] {
  const claims = enabledOf(policies).flatMap(([strategy, symbols]) =>
    symbols.map((symbol) => ({
      strategy,
      place: `${symbol} ${routeAccount(policies.accounts, strategy, symbol)}`,
      symbol,
    })),
  );
  const shared = [...grouped(claims, ({ place }) => place).values()]
    .filter((members) => members.length > 1)
    .map((members) => ({ symbol: members[0]?.symbol ?? "", who: members.map(({ strategy }) => strategy).join(", ") }));
  return [...grouped(shared, ({ who }) => who)].map(([who, members]) => {
    const symbols = members.map(({ symbol }) => symbol).join(", ");
    const message = `${symbols}: named by ${who}; whoever holds a symbol keeps the others out of it`;
    return { severity: "info", code: "symbol_shared", ...placeOf("strategy_registry.strategies"), message, fix: null };
  });
}
