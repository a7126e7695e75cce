import { defineConfig } from "vitest/config";

/**
 * Tests that start `hedge` as a process, or read what the build writes. Before them (and only then)
 * dist/ is brought up to date, so that none of them can pass or fail on an old build.
 * `test/house/tidy.test.ts` fails when a test outside this list touches dist/.
 */
export const testsOfTheBuild = [
  "test/{bin,cli,commands,crash,e2e}/**/*.test.ts",
  "test/house/{generated-docs,launcher,build}.test.ts",
  "test/**/*.process.test.ts",
];

/** `.ci/run` names a file here and reads the counts from it. */
const reportFile = process.env["HEDGE_TEST_REPORT"];

/**
 * `.ci/run` sets it: a part of the kill plans. With `0/1`, on the second version of Node, none of them, no stories of
 * faults, and nothing that a version of Node can't change: rules of the house, runs over years that are long.
 */
const share = process.env["HEDGE_TEST_SHARE"] ?? "";
const leftOut =
  share === "0/1"
    ? [
        ...[
          "test/live/**",
          "test/crash/**",
          "test/web/browser.process.test.ts",
          "test/house/{tidy,architecture,build,generated-docs}.test.ts",
        ],
        "test/**/{four-strategies,hundred-vetoes,feasibility.property}.test.ts",
        "test/commands/{operator,operator-dead,accounts,sweep-redis,sync-servers,services-supervisor}.process.test.ts",
        "test/core/sync/real-stores.test.ts",
      ]
    : [];
if (leftOut.length > 0) process.stdout.write(`HEDGE_TEST_SHARE=${share}: without ${leftOut.join(", ")}\n`);

export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Whatever would leave this machine is an error, in the tests and in the processes they start.
    setupFiles: "test/support/loopback-only.mjs",
    reporters: reportFile === undefined ? ["default"] : ["default", ["json", { outputFile: reportFile }]],
    projects: [
      {
        extends: true,
        test: { name: "code", include: ["test/**/*.test.ts"], exclude: [...testsOfTheBuild, ...leftOut] },
      },
      {
        extends: true,
        test: { name: "build", include: testsOfTheBuild, exclude: leftOut, globalSetup: "test/house/fresh-build.ts" },
      },
    ],
  },
});
