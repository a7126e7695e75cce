import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderCommands } from "../../scripts/generated-commands.mjs";
import { generators } from "../../scripts/generated.mjs";
import { root } from "./project-files.js";

describe("generated files", () => {
  it.each(generators.map(({ path, render }) => [path, render] as const))(
    "%s is what `npm run generate` writes",
    async (path, render) => {
      const onDisk = existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "missing";
      expect(onDisk, `${path} is stale: run \`npm run generate\``).toBe(await render(root));
    },
  );
});

describe("the command reference", () => {
  let folder = "";

  const show = {
    id: "risk:show",
    summary: "Limits and their use.",
    args: { rule: { name: "rule", description: "One rule.", required: false } },
    flags: {
      json: { name: "json", type: "boolean", helpGroup: "GLOBAL", description: "One JSON document." },
      sort: {
        name: "sort",
        char: "s",
        type: "option",
        options: ["used", "rule"],
        default: "used",
        description: "Order.",
      },
      internal: { name: "internal", type: "boolean", hidden: true },
    },
    examples: [
      "<%= config.bin %> <%= command.id %> --json",
      { description: "one rule", command: "hedge risk show R02" },
    ],
  };
  const secret = { id: "secret", hidden: true, flags: {}, args: {} };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hedge-commands-"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ oclif: { bin: "hedge" } }));
    writeFileSync(join(folder, "oclif.manifest.json"), JSON.stringify({ commands: { a: show, b: secret } }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("shows usage, arguments, own flags with choices and default, and examples of each visible command", () => {
    const text = renderCommands(folder);
    expect(text).toContain("| [`hedge risk show`](#hedge-risk-show) | Limits and their use. |");
    expect(text).toContain("$ hedge risk show [RULE] [flags]");
    expect(text).toContain("| `RULE` | One rule. |");
    expect(text).toContain("| `-s, --sort SORT` | Order. One of `used`, `rule`. Default `used`. |");
    expect(text).toContain("```sh\nhedge risk show --json\n# one rule\nhedge risk show R02\n```");
  });

  it("names a global flag once, and neither hidden flags nor hidden commands", () => {
    const text = renderCommands(folder);
    expect(text.match(/`--json`/g)).toHaveLength(1);
    expect(text).not.toMatch(/internal|secret/);
  });
});
