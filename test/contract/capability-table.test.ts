import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { BrokerSubject } from "./support/broker-bench.js";
import { DERIBIT } from "./support/deribit-bench.js";
import { DRY_RUN } from "./support/dry-run-bench.js";
import { OKX } from "./support/okx-bench.js";
import { RECORDED } from "./support/recorded-bench.js";
import { SIMULATOR } from "./support/simulator-bench.js";
import { PAPER_SERVE } from "./support/socket-bench.js";

const text = readFileSync(new URL("../../docs/venues/README.md", import.meta.url), "utf8");

/** Rows of the table that begins with this cell, heading included. */
function tableOf(firstCell: string): readonly (readonly string[])[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${firstCell} |`));
  const rows = lines.slice(start);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  const cells = (line: string): readonly string[] =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  return rows
    .slice(0, end)
    .filter((line) => !line.startsWith("|-"))
    .map(cells);
}

const inWords = (value: string | boolean): string => (typeof value === "string" ? value : value ? "yes" : "no");

/** The columns of the table; the contract requires of each broker that it declares what its subject says. */
const COLUMNS: readonly BrokerSubject[] = [RECORDED, OKX, DERIBIT, PAPER_SERVE, DRY_RUN, SIMULATOR];
const SUBJECTS: readonly BrokerSubject[] = [SIMULATOR, DRY_RUN, PAPER_SERVE, OKX, DERIBIT, RECORDED];

describe("docs/venues/README.md", () => {
  it("has one row a capability and one column a venue, with the values that the 6 brokers declare", () => {
    const names = Object.keys(SIMULATOR.capabilities) as (keyof BrokerSubject["capabilities"])[];
    const expected = names.map((name) => [
      `\`${name}\``,
      ...COLUMNS.map(({ capabilities }) => inWords(capabilities[name])),
    ]);
    expect(tableOf("capability").slice(1)).toEqual(expected);
  });

  it("names what each of the 6 brokers under test can't show, and what it tells of a taken id", () => {
    const rows = tableOf("broker under test").slice(1);
    const written = rows.map(([name, , lacks, onTakenId]) => [name, lacks, onTakenId]);
    const expected = SUBJECTS.map(({ name, lacks, onTakenId }) => [
      name,
      Object.keys(lacks).join(", ") || "–",
      onTakenId,
    ]);
    expect(written).toEqual(expected);
  });
});
