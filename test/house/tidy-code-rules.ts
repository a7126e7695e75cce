import ts from "typescript";
import { descendants } from "./imports.js";
import { exportedNames, isExportFrom } from "./exports.js";
import type { Finding, TidyRule } from "./tidy-rule.js";
import { codeRule, isBelow } from "./tidy-rule.js";

type Offences = Iterable<readonly [ts.Node, string]>;

const maxFileLines = 300;
const maxFunctionLines = 70;
const hasCodeOfOurs = isBelow("src", "test", "bin", "scripts", "research/bench", "research/notebooks");

const inNodes =
  (describeOffence: (node: ts.Node) => string | undefined) =>
  (source: ts.SourceFile): Offences =>
    [...descendants(source)].flatMap((node) => {
      const what = describeOffence(node);
      return what === undefined ? [] : [[node, what] as const];
    });

/** Lines of text, not counting what follows the last line break. */
const countLines = (text: string): number => text.replace(/\n$/, "").split("\n").length;

export const fileLengthRule: TidyRule = {
  name: `a file has at most ${maxFileLines} lines`,
  appliesTo: (file) => hasCodeOfOurs(file) && /\.(ts|tsx|js|mjs)$/.test(file),
  check: ({ text }): readonly Finding[] => {
    const lines = countLines(text);
    return lines > maxFileLines ? [{ line: maxFileLines + 1, what: `it has ${lines}` }] : [];
  },
};

/** A `describe` callback is a chapter of sentences, not a function to read. */
function isDescribeCallback(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression.getText().startsWith("describe");
}

export const functionLengthRule = codeRule(
  `a function has at most ${maxFunctionLines} lines`,
  // What a loop of the vector kernel keeps in registers has to lie in one function.
  (path) => hasCodeOfOurs(path) && !path.includes("/kernel/assembly/"),
  inNodes((node) => {
    if (!ts.isFunctionLike(node) || isDescribeCallback(node)) return undefined;
    const lines = countLines(node.getText());
    return lines > maxFunctionLines ? `it has ${lines}` : undefined;
  }),
);

export const anyRule = codeRule(
  "no any: unknown and a schema say what is known",
  isBelow("src", "test"),
  inNodes((node) => (node.kind === ts.SyntaxKind.AnyKeyword ? node.parent.getText() : undefined)),
);

export const consoleRule = codeRule(
  "no console: the base command and the log write",
  hasCodeOfOurs,
  inNodes((node) => {
    const isUse = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
    return isUse && node.expression.getText() === "console" ? node.getText() : undefined;
  }),
);

export const defaultExportRule = codeRule(
  "named exports only (commands excepted)",
  (file) => isBelow("src", "test", "scripts")(file) && !isBelow("src/commands")(file),
  (source): Offences =>
    exportedNames(source)
      .filter(({ name }) => name === "default")
      .map(({ node }) => [node, "default export"] as const),
);

export const barrelRule = codeRule(
  "no barrels: import from the file that defines a name",
  isBelow("src", "test", "scripts"),
  function* (source, file): Generator<readonly [ts.Node, string]> {
    if (/(^|\/)index\.[a-z]+$/.test(file)) yield [source, "index files are barrels"];
    const passedOn = source.statements.filter(isExportFrom);
    const all = passedOn.find((statement) => statement.exportClause === undefined);
    if (all !== undefined) yield [all, all.getText()];
    else if (passedOn.length > 0 && passedOn.length === source.statements.length) yield [source, "only re-exports"];
  },
);

/** Where the outside world is touched or its texts are decoded, the supervisor and the base command. */
const mayCatch = [
  /^src\/core\/(adapters|journal)\//,
  /^src\/core\/engine\/supervisor\.ts$/,
  /^src\/core\/config\/(load[a-z-]*|json-text)\.ts$/,
  /^src\/cli\/base-command\.ts$/,
  /-codec\.ts$/,
  /(^|[/-])workers?(-[a-z-]+)?\.ts$/,
];

export const catchRule = codeRule(
  "catch only in adapters, journal, engine/supervisor.ts, cli/base-command.ts, config/load*.ts, config/json-text.ts, codecs and workers",
  (file) => isBelow("src")(file) && !mayCatch.some((place) => place.test(file)),
  inNodes((node) => {
    if (ts.isCatchClause(node)) return "catch clause";
    const isCall = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression);
    return isCall && node.expression.name.text === "catch" ? ".catch()" : undefined;
  }),
);

const emptyWords = new Set(["util", "utils", "helper", "helpers", "manager", "misc"]);
const bareNames = new Set(["common", "size", "amount", "data", "info"]);

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);

/** `size(intent)` in the pipe is a verb; a value or type called size says nothing. */
const isBareNoun = (name: string, node: ts.Node): boolean =>
  bareNames.has(name.toLowerCase()) && !(name === "size" && ts.isFunctionDeclaration(node));

export const exportedNameRule = codeRule(
  "an exported name says what it is",
  isBelow("src", "test", "scripts"),
  (source): Offences =>
    exportedNames(source)
      .filter(({ name, node }) => isBareNoun(name, node) || wordsOf(name).some((word) => emptyWords.has(word)))
      .map(({ node, name }) => [node, name] as const),
);
