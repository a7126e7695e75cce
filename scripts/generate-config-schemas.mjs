/**
 * JSON Schemas of config/*.json and the configuration reference. dist/ must be up to date.
 *
 * @returns {Promise<readonly { path: string, content: string }[]>}
 */
export async function renderConfigSchemas() {
  const [{ renderConfigSchemas: render }, { STRATEGIES }] = await Promise.all([
    import("../dist/core/config/render-schemas.js"),
    import("../dist/core/strategies/registry.js"),
  ]);
  return render(STRATEGIES);
}

const stems = [
  "strategy_registry",
  "strategy_config",
  "risk_limits",
  "pairs_universe",
  "router_policy",
  "venues",
  "accounts",
  "runtime",
];

const paths = [...stems.map((stem) => `config/schema/${stem}.schema.json`), "docs/generated/config-reference.md"];

/**
 * The same files one by one, as scripts/generated.mjs lists them.
 *
 * @type {readonly { path: string, render: () => Promise<string> }[]}
 */
export const configGenerators = paths.map((path) => ({
  path,
  render: async () => {
    const rendered = (await renderConfigSchemas()).find((file) => file.path === path);
    if (rendered === undefined) throw new Error(`${path} is made by no schema`);
    return rendered.content;
  },
}));
