/**
 * JSON Schemas of research documents. dist/ must be up to date.
 *
 * @type {readonly { path: string, render: () => Promise<string> }[]}
 */
export const researchGenerators = [
  {
    path: "docs/generated/schemas/walkforward.json.schema.json",
    render: async () => {
      const { renderWalkForwardSchema } = await import("../dist/core/research/walkforward/walkforward.schema.js");
      return renderWalkForwardSchema();
    },
  },
];
