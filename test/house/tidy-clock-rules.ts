import ts from "typescript";
import { descendants } from "./imports.js";
import type { TidyRule } from "./tidy-rule.js";
import { codeRule, isBelow } from "./tidy-rule.js";

const timers = new Set(["setTimeout", "setInterval", "setImmediate", "randomUUID"]);
const members = new Set([
  "Math.random",
  "performance.now",
  "performance.timeOrigin",
  "process.hrtime",
  "process.uptime",
  "AbortSignal.timeout",
  "crypto.getRandomValues",
  "crypto.randomBytes",
  "crypto.randomInt",
]);
const datesFromGivenTimes = new Set(["UTC", "parse"]);

/** `x.y` and `x["y"]` as "x.y", with only the last word of what stands before the member. */
function memberOf(node: ts.Node): string | undefined {
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  const owner = node.expression.getText().split(".").at(-1) ?? "";
  if (ts.isPropertyAccessExpression(node)) return `${owner}.${node.name.text}`;
  return ts.isStringLiteralLike(node.argumentExpression) ? `${owner}.${node.argumentExpression.text}` : undefined;
}

/** All uses of `Date` but as a type, with a given time, or to make one from its parts. */
function readsTheClock(date: ts.Identifier): boolean {
  const { parent } = date;
  if (ts.isTypeReferenceNode(parent)) return false;
  if (ts.isNewExpression(parent)) return (parent.arguments?.length ?? 0) === 0;
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind !== ts.SyntaxKind.InstanceOfKeyword;
  if (!ts.isPropertyAccessExpression(parent)) return true;
  return parent.expression === date && !datesFromGivenTimes.has(parent.name.text);
}

function* offences(source: ts.SourceFile): Generator<readonly [ts.Node, string]> {
  for (const node of descendants(source)) {
    const member = memberOf(node);
    if (member !== undefined && members.has(member)) yield [node, member];
    if (!ts.isIdentifier(node)) continue;
    if (timers.has(node.text)) yield [node, node.text];
    if (node.text === "Date" && readsTheClock(node)) yield [node, node.parent.getText()];
  }
}

/** What runs in a browser has no ports: its clock only tells how old the page is. */
const hasItsOwnClock = isBelow("src/core/adapters/system", "src/web/client");

export const clockRule: TidyRule = codeRule(
  "time and chance come from the Clock and Rng ports (src/core/adapters/system)",
  (file) => isBelow("src")(file) && !hasItsOwnClock(file),
  offences,
);
