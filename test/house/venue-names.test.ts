import { dirname, posix } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { descendants, parse } from "./imports.js";
import { projectFiles } from "./project-files.js";

/** Differences of venues are declared (capabilities, tables of the adapters), never asked for by name. */
const VENUE = /^(?:binance|okx|deribit)(?:[-_].*)?$/i;
const VENUE_ADAPTERS = ["binance-usdm", "okx", "deribit"];
const ADAPTERS = "src/core/adapters/";

/** Decisions by name that have a reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  "src/core/app/data/download.ts": "the one product whose history can be downloaded; data, not trading",
};

const sources = projectFiles().filter(({ file }) => file.startsWith("src/") && /\.tsx?$/.test(file));

const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

const isName = (node: ts.Node): boolean => ts.isStringLiteralLike(node) && VENUE.test(node.text);

/** `x === "okx"`, `case "okx"`, `x.startsWith("okx")`. */
function decidesByName(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node) && COMPARISONS.has(node.operatorToken.kind))
    return isName(node.left) || isName(node.right);
  if (ts.isCaseClause(node)) return isName(node.expression);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  return ["startsWith", "endsWith", "includes"].includes(node.expression.name.text) && node.arguments.some(isName);
}

function decisions(file: string, text: string): readonly string[] {
  if (!/binance|okx|deribit/i.test(text)) return [];
  return [...descendants(parse(file, text))].filter(decidesByName).map((node) => `${file}: ${node.getText()}`);
}

/** The folder of an adapter that a relative import leads to; null for anything else. */
function adapterOf(file: string, specifier: string): string | null {
  const path = posix.join(dirname(file), specifier);
  return specifier.startsWith(".") && path.startsWith(ADAPTERS)
    ? (path.slice(ADAPTERS.length).split("/")[0] ?? null)
    : null;
}

describe("venues", () => {
  it("are told apart by name in adapters alone, but for what is listed with its reason", () => {
    const found = sources
      .filter(({ file }) => !file.startsWith(ADAPTERS))
      .flatMap(({ file, text }) => decisions(file, text));
    expect(found.filter((what) => !(what.split(":")[0]! in ALLOWED))).toEqual([]);
    expect(new Set(found.map((what) => what.split(":")[0]))).toEqual(new Set(Object.keys(ALLOWED)));
  });

  it("finds each kind of decision by name", () => {
    const text =
      'if (venue === "okx") a(); switch (v) { case "binance-usdm": b(); } v.startsWith("deribit"); c("okx");';
    expect(decisions("src/sample.ts", text)).toHaveLength(3);
  });

  it("know nothing of one another, and what they share knows none of them", () => {
    const shared = ["ccxt", "live", "resilience"];
    const crossings = sources.flatMap(({ file, text }) => {
      const own = file.startsWith(ADAPTERS) ? (file.slice(ADAPTERS.length).split("/")[0] ?? "") : "";
      if (![...VENUE_ADAPTERS, ...shared].includes(own)) return [];
      const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
        ([, specifier]) => specifier ?? "",
      );
      const targets = specifiers.map((specifier) => adapterOf(file, specifier));
      return targets.flatMap((to) =>
        to !== null && to !== own && VENUE_ADAPTERS.includes(to) ? [`${file} → ${to}`] : [],
      );
    });
    expect(crossings).toEqual([]);
  });
});
