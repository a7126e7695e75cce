import type { SettingFacts } from "../lib/setting.js";
import { CONFIG_STEMS } from "./config-files.js";
import type { KnownStrategy } from "./cross-check.js";
import { declared } from "./declared-facts.js";
import { publicSchema } from "./render-schemas.js";
import { childNode, type SchemaNode } from "./schema-node.js";

/** What a setting's schema declares of it; null for a path that no schema knows. */
export type FactsOf = (path: string) => SettingFacts | null;

/**
 * Looks settings up in the schemas that check them, so that what is said of a setting stands in one place.
 *
 * path: `risk_limits.global.max_leverage`; members of lists by any name (`strategy_config.strategies.momentum.id`).
 */
export function settingFacts(strategies: readonly KnownStrategy[]): FactsOf {
  const roots = new Map<string, SchemaNode>(CONFIG_STEMS.map((stem) => [stem, publicSchema(stem, strategies)]));
  return (path) => {
    const [stem = "", ...keys] = path.split(".");
    let node = roots.get(stem) ?? null;
    let facts: SettingFacts | null = node === null ? null : declared(node, {});
    for (const key of keys) {
      node = node === null ? null : childNode(node, key);
      facts = node === null || facts === null ? null : declared(node, facts);
    }
    return facts;
  };
}
