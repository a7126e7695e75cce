import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { empyricalReferences, untestedNames } from "./empyrical-tables.js";
import { googReference } from "./goog-tables.js";
import { leanReferences } from "./lean-tables.js";
import { distance, largest } from "./reference-table.js";
import { significanceReferences } from "./significance-tables.js";
import { statsmodelsReferences } from "./statsmodels-tables.js";
import { textOf } from "./tables.js";
import { tulipReferences } from "./tulip-blocks.js";

const tables = [
  ...leanReferences,
  ...tulipReferences,
  ...statsmodelsReferences,
  ...empyricalReferences,
  ...significanceReferences,
  googReference,
];

/** Inputs of the tables above, with no figure of their own to hold against. */
const inputFiles = ["daily_closes.csv", "us_macro.csv", "goog_open_close.csv"];

describe.each(tables)("$file: $functions ($why)", ({ checks }) => {
  it.each(checks)("agree with $what within $tolerance", ({ tolerance, difference }) => {
    expect(difference()).toBeLessThanOrEqual(tolerance);
  });
});

const absences = tables.flatMap(({ file, absent = [] }) => absent.map((name) => ({ file, name })));

describe("the list of tables", () => {
  it("names every file of test/fixtures/quant once, as a table or as the input of one", () => {
    // Folders have lists of their own.
    const entries = readdirSync(new URL("../../fixtures/quant/", import.meta.url), { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name !== "README.md").map(({ name }) => name);
    expect([...tables.map(({ file }) => file), ...inputFiles].sort()).toEqual(files.sort());
  });

  it.each(absences)("has nothing for $name of $file: no such function here", ({ file, name }) => {
    expect(textOf(file)).toContain(name);
    expect(tables.find((table) => table.file === file)!.checks.filter(({ what }) => what.endsWith(` ${name}`))).toEqual(
      [],
    );
  });

  it("has at least one check in each row, and one for each of empyrical's tests", () => {
    expect(tables.filter(({ checks }) => checks.length === 0)).toEqual([]);
    expect(untestedNames()).toEqual([]);
  });

  it("measures NaN, which no tolerance admits, where only one side has a figure", () => {
    expect(largest([0, distance(Number.NaN, 1), 0])).toBeNaN();
    expect(largest([distance(Number.NaN, Number.NaN), distance(Infinity, Infinity)])).toBe(0);
  });
});
