import { describe, expect, it } from "vitest";
import { forbiddenImports } from "./import-rules.js";
import { builtIns, packages, rooms } from "./import-table.js";
import { codeFiles, projectFiles } from "./project-files.js";

describe("the house", () => {
  const sources = codeFiles(projectFiles(), "src");

  it("has source files to look at", () => {
    expect(sources.length).toBeGreaterThan(10);
  });

  it("imports only what the tables allow", () => {
    expect(sources.flatMap(({ file, text }) => forbiddenImports(file.slice("src/".length), text))).toEqual([]);
  });
});

describe("the import table", () => {
  const names = rooms.map(({ room }) => room);

  it("names each room once and imports only rooms it names", () => {
    expect(new Set(names).size).toBe(names.length);
    const targets = rooms.flatMap(({ mayImport }) => mayImport.map((permission) => permission.room));
    expect(targets.filter((target) => !names.includes(target))).toEqual([]);
  });

  it("has no circle: rooms can be put in an order in which each imports only earlier ones", () => {
    const placed = new Set<string>();
    for (const _round of rooms) {
      for (const { room, mayImport } of rooms) {
        if (mayImport.every((permission) => placed.has(permission.room))) placed.add(room);
      }
    }
    expect(names.filter((name) => !placed.has(name))).toEqual([]);
  });

  it("lists every package and built-in once", () => {
    const outside = [...packages, ...builtIns].flatMap((rule) => rule.names);
    expect(new Set(outside).size).toBe(outside.length);
  });
});

const forbidden: readonly (readonly [string, string, string])[] = [
  ["core/lib/a.ts", `import { x } from "../domain/x.js";`, "core/lib may not import core/domain (may: nothing)"],
  ["core/risk/review.ts", `import { x } from "../sizing/x.js";`, "core/risk may not import core/sizing"],
  ["core/risk/review.ts", `import type { X } from "../sizing/x.js";`, "core/risk may not import core/sizing"],
  ["core/risk/review.ts", `type X = import("../sizing/x.js").X;`, "core/risk may not import core/sizing"],
  ["core/risk/review.ts", `export * from "../sizing/x.js";`, "core/risk may not import core/sizing"],
  ["core/risk/rules/r01.ts", `await import("../../sizing/x.js");`, "core/risk may not import core/sizing"],
  ["core/risk/review.ts", `await import(name);`, "a computed module name can't be checked"],
  ["core/engine/decide.ts", `import { x } from "../adapters/fs/x.js";`, "core/engine may not import core/adapters"],
  ["core/adapters/fs/a.ts", `import { x } from "../../engine/x.js";`, "core/adapters may not import core/engine"],
  ["core/research/a.ts", `import { x } from "../app/x.js";`, "core/research may not import core/app"],
  ["core/ops/a.ts", `import { x } from "../adapters/fs/x.js";`, "core/ops may not import core/adapters"],
  [
    "core/config/load.ts",
    `import { x } from "../risk/review.js";`,
    "only policy, params and schema files of core/risk",
  ],
  ["core/lib/a.ts", `import x from "../../../package.json";`, "it leads out of src/"],
  ["core/nowhere/a.ts", `export const a = 1;`, "the room src/core/nowhere is not in the table"],
  ["a.ts", `export const a = 1;`, "the room src/. is not in the table"],
  ["core/app/a.ts", `import { x } from "../nowhere/x.js";`, "src/core/nowhere is not in the table"],
  ["cli/a.ts", `import { x } from "../core/app/x.js";`, "cli may not import core/app"],
  [
    "commands/a.ts",
    `import { x } from "../core/app/x.js";`,
    "core/app is imported only by `await import()` inside run()",
  ],
  ["commands/a.ts", `import type { X } from "../core/app/x.js";`, "only by `await import()` inside run()"],
  ["commands/a.ts", `const x = await import("../core/app/x.js");`, "only by `await import()` inside run()"],
  ["commands/a.ts", `import { x } from "../core/domain/x.js";`, "commands may not import core/domain"],
  ["commands/status.ts", `import { x } from "../tui/x.js";`, "only src/commands/tui.ts may import tui"],
  ["tui/a.tsx", `import { x } from "../core/readmodel/x.js";`, "only types of core/readmodel may be imported here"],
  ["core/risk/review.ts", `import { z } from "zod";`, "zod may be imported only in core/config, core/journal"],
  ["core/strategies/definition.ts", `import { z } from "zod";`, "zod may be imported only in"],
  ["core/risk/review.ts", `import { Decimal } from "decimal.js";`, "decimal.js may be imported only in core/lib"],
  ["core/app/a.ts", `import { Command } from "@oclif/core";`, "@oclif/core may be imported only in cli, commands"],
  ["commands/a.ts", `import bar from "cli-progress";`, "cli-progress may be imported only in cli"],
  ["core/adapters/fs/a.ts", `import "hyparquet";`, "hyparquet may be imported only in core/adapters/parquet"],
  ["cli/a.ts", `import { x } from "left-pad";`, "left-pad is not in the tables"],
  ["cli/a.ts", `import { readFileSync } from "node:fs";`, "node:fs may be imported only in core/adapters"],
  ["core/app/a.ts", `import { readFile } from "node:fs/promises";`, "node:fs/promises may be imported only in"],
  ["core/journal/a.ts", `import { createHash } from "node:crypto";`, "node:crypto may be imported only in"],
  ["core/engine/a.ts", `import { join } from "node:path";`, "node:path may be imported only in core/adapters"],
  ["core/adapters/fs/a.ts", `import { readFileSync } from "fs";`, "write node:fs"],
  ["core/adapters/fs/a.ts", `const fs = require("node:inspector");`, "node:inspector is not in the tables"],
];

const allowed: readonly (readonly [string, string])[] = [
  ["core/risk/review.ts", `import { x } from "../lib/x.js"; import { y } from "./rules/y.js"; import "../quant/q.js";`],
  ["core/risk/policy.ts", `import { z } from "zod";`],
  ["core/strategies/momentum-params.ts", `import { z } from "zod";`],
  ["core/telemetry/nav.schema.ts", `import { z } from "zod";`],
  ["core/strategies/definition.ts", `import type { ZodType } from "zod";`],
  ["core/config/load.ts", `import { x } from "../risk/policy.js"; import { join } from "node:path"; import "zod";`],
  ["core/engine/decide.ts", `import { x } from "../risk/review.js"; import { y } from "../journal/y.js";`],
  ["core/adapters/parquet/a.ts", `import "hyparquet"; import "node:fs"; import { x } from "../fs/x.js";`],
  ["core/app/compose.ts", `import { x } from "../adapters/fs/x.js"; import { y } from "../ops/y.js";`],
  ["core/lib/decimal.ts", `import { Decimal } from "decimal.js"; import { createHash } from "node:crypto";`],
  ["commands/a.ts", `class A { async run() { const { x } = await import("../core/app/x.js"); } }`],
  ["commands/tui.ts", `import { x } from "../tui/x.js"; import { Command } from "@oclif/core";`],
  ["tui/a.tsx", `import type { X } from "../core/readmodel/x.js"; import { useState } from "react";`],
];

describe("the check itself", () => {
  it.each(forbidden)("complains about %s with %s", (file, text, complaint) => {
    const complaints = forbiddenImports(file, `\n${text}`);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(complaint);
    expect(complaints[0]).toMatch(new RegExp(`^src/${file}`));
  });

  it.each(allowed)("accepts %s with %s", (file, text) => {
    expect(forbiddenImports(file, text)).toEqual([]);
  });

  it("names file, line, import and rule in one sentence", () => {
    expect(forbiddenImports("core/sizing/size.ts", `\n\nimport "../risk/review.js";`)).toEqual([
      "src/core/sizing/size.ts:3 imports ../risk/review.js: core/sizing may not import core/risk (may: core/lib, core/domain, core/quant)",
    ]);
  });
});
