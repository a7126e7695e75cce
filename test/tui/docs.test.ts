import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { KEYS } from "../../src/tui/model/keys.js";

it("docs/TUI.md lists the keys of the key table", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/TUI.md"), "utf8");
  const rows = KEYS.filter(({ means }) => means !== "").map(({ shown, means, pages }) => {
    return `| \`${shown}\` | ${means} | ${pages === undefined ? "all" : pages.join(", ")} |`;
  });
  const table = ["| key | what it does | pages |", "| --- | --- | --- |", ...rows].join("\n");
  expect(page.slice(page.indexOf("| key |")).trimEnd()).toBe(table);
});
