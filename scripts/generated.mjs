import { configGenerators } from "./generate-config-schemas.mjs";
import { researchGenerators } from "./generate-research-schemas.mjs";
import { serviceGenerators } from "./generate-services.mjs";
import { telemetryGenerators } from "./generate-telemetry-schemas.mjs";
import { renderCommands } from "./generated-commands.mjs";

/**
 * A file that is made from the code. `render` may import from ../dist/, which is up to date when it runs.
 *
 * @typedef {{ path: string, render: (root: string) => string | Promise<string> }} Generator
 */

/**
 * Everything `npm run generate` writes; `test/house/generated-docs.test.ts` fails when one is stale. What depends on a
 * machine is none of them: docs/generated/benchmarks.md holds measurements, and `npm run bench` alone writes it.
 *
 * @type {readonly Generator[]}
 */
export const generators = [
  { path: "docs/generated/commands.md", render: renderCommands },
  ...configGenerators,
  ...telemetryGenerators,
  ...researchGenerators,
  ...serviceGenerators,
];
