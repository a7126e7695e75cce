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
