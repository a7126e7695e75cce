import { describe, expect, it } from "vitest";
import { testsOfTheBuild } from "../../vitest.config.js";
import { projectFiles } from "./project-files.js";
import { clockRule } from "./tidy-clock-rules.js";
import * as code from "./tidy-code-rules.js";
import * as files from "./tidy-file-rules.js";
import type { TidyRule } from "./tidy-rule.js";
import { complaints } from "./tidy-rule.js";
import { staleBuildRisks } from "./tests-of-the-build.js";

const rules: readonly TidyRule[] = [clockRule, ...Object.values(code), ...Object.values(files)];
const project = projectFiles();

describe("the project", () => {
  it("has files to look at", () => {
    expect(project.map(({ file }) => file)).toContain("test/house/tidy.test.ts");
  });

  it.each(rules.map((rule) => [rule.name, rule] as const))("%s", (_name, rule) => {
    expect(project.flatMap((file) => complaints(rule, file))).toEqual([]);
  });

  it("runs every test that touches the build after the build was brought up to date", () => {
    expect(staleBuildRisks(project, testsOfTheBuild)).toEqual([]);
  });
});

type Sample = readonly [rule: TidyRule, file: string, text: string];

const lines = (count: number, line = "x;"): string => `${line}\n`.repeat(count);
const glued = (...pieces: readonly string[]): string => pieces.join("");

const offending: readonly Sample[] = [
  ...[
    "const t = Date.now();",
    "const t = Date['now']();",
    "const t = new Date();",
    "const t = new Date;",
    "const t = Date();",
    "const clock = Date;",
    "const { now } = Date;",
    "Math.random();",
    "setTimeout(f, 1);",
    "globalThis.setInterval(f, 1);",
    "const later = setImmediate;",
    "performance.now();",
    "globalThis.performance.now();",
    "process.hrtime.bigint();",
    "crypto.randomUUID();",
    "AbortSignal.timeout(5);",
  ].map((text): Sample => [clockRule, "src/core/engine/a.ts", text]),
  [clockRule, "src/core/adapters/fs/a.ts", "Date.now();"],
  [code.fileLengthRule, "src/core/risk/a.ts", lines(301)],
  [code.functionLengthRule, "src/core/risk/a.ts", `function f() {\n${lines(69)}}`],
  [code.functionLengthRule, "test/core/a.test.ts", `it("a", () => {\n${lines(69)}});`],
  [code.anyRule, "src/core/risk/a.ts", "export const a: any = 1;"],
  [code.anyRule, "test/a.test.ts", "const a = b as unknown as any[];"],
  [code.consoleRule, "src/cli/a.ts", "console.error(1);"],
  [code.defaultExportRule, "src/core/risk/a.ts", "export default function f() {}"],
  [code.defaultExportRule, "src/core/risk/a.ts", "export default 1;"],
  [code.defaultExportRule, "src/core/risk/a.ts", "export { a as default };"],
  [code.barrelRule, "src/core/risk/index.ts", "export const a = 1;"],
  [code.barrelRule, "src/core/risk/a.ts", `export * from "./b.js"; export const c = 1;`],
  [code.barrelRule, "src/core/risk/a.ts", `export { b } from "./b.js"; export type { C } from "./c.js";`],
  [code.catchRule, "src/core/risk/a.ts", "try { f(); } catch { g(); }"],
  [code.catchRule, "src/core/engine/executor.ts", "await f().catch(g);"],
  [code.catchRule, "src/commands/status.ts", "try { f(); } catch { g(); }"],
  [code.exportedNameRule, "src/core/risk/a.ts", "export const size = 1;"],
  [code.exportedNameRule, "src/core/risk/a.ts", "export interface Data { a: 1 }"],
  [code.exportedNameRule, "src/core/risk/a.ts", "export const { info } = a;"],
  [code.exportedNameRule, "src/core/risk/a.ts", "export class OrderManager {}"],
  [code.exportedNameRule, "src/core/risk/a.ts", "const x = 1; export { x as riskHelpers };"],
  [files.fileNameRule, "src/core/risk/maxOrder.ts", ""],
  [files.fileNameRule, "src/core/Risk/review.ts", ""],
  [files.fileNameRule, "src/core/risk/Review.tsx", ""],
  [files.fileWordRule, "src/core/risk/risk-utils.ts", ""],
  [files.fileWordRule, "test/support/helpers/clock.ts", ""],
  [files.unfinishedRule, "docs/RISK.md", glued("Later. TO", "DO: limits")],
  [files.unfinishedRule, "src/core/risk/a.ts", glued("// FIX", "ME")],
  [files.machinePathRule, "docs/a.md", glued("see /wo", "rk/main/src")],
  [files.machinePathRule, "config/a.json", glued(`{"file": "file:///ho`, `me/someone/x"}`)],
  [files.machinePathRule, ".ci/run", glued("cd /ro", "ot/project")],
  [files.registryRule, ".npmrc", glued("registry=https://registry.npm", "js.org/")],
];

const fine: readonly Sample[] = [
  [clockRule, "src/core/adapters/system/clock.ts", "Date.now(); setTimeout(f, 1);"],
  [
    clockRule,
    "src/core/lib/time.ts",
    "new Date(atMs); Date.UTC(2024, 1); Date.parse(x); let d: Date; x instanceof Date;",
  ],
  [code.fileLengthRule, "src/core/risk/a.ts", lines(300)],
  [code.functionLengthRule, "src/core/risk/a.ts", `function f() {\n${lines(68)}}`],
  [code.functionLengthRule, "test/a.test.ts", `describe("a", () => {\n${lines(100)}});`],
  [code.anyRule, "src/core/risk/a.ts", "// any of them\nconst anyOf: unknown = 1;"],
  [code.defaultExportRule, "src/commands/status.ts", "export default class Status {}"],
  [code.barrelRule, "src/core/risk/a.ts", `export { b } from "./b.js"; export const c = 1;`],
  [code.catchRule, "src/core/adapters/fs/a.ts", "try { f(); } catch { g(); }"],
  [code.catchRule, "src/core/engine/supervisor.ts", "try { f(); } catch { g(); }"],
  [code.catchRule, "src/core/research/sweep-worker.ts", "try { f(); } catch { g(); }"],
  [code.catchRule, "src/core/config/load-files.ts", "try { f(); } catch { g(); }"],
  [code.catchRule, "src/core/risk/a.ts", "try { f(); } finally { g(); }"],
  [code.exportedNameRule, "src/core/risk/a.ts", "const size = 1; export const tickSize = size;"],
  [code.exportedNameRule, "src/core/sizing/size.ts", "export function size() {}"],
  [files.fileNameRule, "src/tui/components/OrderTable.tsx", ""],
  [files.fileNameRule, "src/core/strategies/momentum.params.ts", ""],
  [files.unfinishedRule, "src/core/risk/a.ts", "export const autodone = 1;"],
  [files.machinePathRule, "docs/a.md", "https://example.com/work/x and ../work/y and network/home/z"],
];

const title = ([rule, file, text]: Sample): string =>
  `${rule.name} | ${file} | ${text.slice(0, 50).replaceAll("\n", " ").trim()}`;

describe("each rule", () => {
  it.each(offending.map((sample) => [title(sample), sample] as const))(
    "complains: %s",
    (_title, [rule, file, text]) => {
      expect(complaints(rule, { file, text })).not.toEqual([]);
    },
  );

  it.each(fine.map((sample) => [title(sample), sample] as const))("accepts: %s", (_title, [rule, file, text]) => {
    expect(complaints(rule, { file, text })).toEqual([]);
  });

  it("has an offending sample, so that none is kept that can't fail", () => {
    const tested = new Set(offending.map(([rule]) => rule));
    expect(rules.filter((rule) => !tested.has(rule)).map((rule) => rule.name)).toEqual([]);
  });

  it("names file, line and offence", () => {
    expect(complaints(clockRule, { file: "src/core/risk/a.ts", text: "\n\nMath.random();" })).toEqual([
      "src/core/risk/a.ts:3 time and chance come from the Clock and Rng ports (src/core/adapters/system): Math.random",
    ]);
  });
});

describe("the check for tests of the build", () => {
  const startsHedge = { file: "test/support/start.ts", text: glued(`const launcher = "bin/`, `run.js";`) };

  it("finds a test that starts the launcher, itself or through a support file, outside the list", () => {
    const direct = { file: "test/core/a.test.ts", text: startsHedge.text };
    const indirect = { file: "test/core/b.test.ts", text: `import { start } from "../support/start.js";` };
    const listed = { file: "test/crash/kill.test.ts", text: startsHedge.text };
    const risks = staleBuildRisks([startsHedge, direct, indirect, listed], testsOfTheBuild);
    expect(risks.map((risk) => risk.split(" ")[0])).toEqual(["test/core/a.test.ts", "test/core/b.test.ts"]);
  });

  it("knows the list's patterns: folders, alternatives and endings", () => {
    const names = ["test/e2e/x/y.test.ts", "test/house/launcher.test.ts", "test/core/journal/a.process.test.ts"];
    const project = names.map((file) => ({ file, text: startsHedge.text }));
    expect(staleBuildRisks(project, testsOfTheBuild)).toEqual([]);
  });
});
