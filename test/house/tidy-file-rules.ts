import { posix } from "node:path";
import type { Finding, TidyRule } from "./tidy-rule.js";
import { isBelow, textRule } from "./tidy-rule.js";

const everywhere = (): boolean => true;
const isNamedByUs = isBelow("src", "test", "scripts", "bin", "research/bench", "research/notebooks");
const isRecorded = isBelow("test/fixtures", "research/data");

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const pascal = /^[A-Z][A-Za-z0-9]*$/;
const emptyWords = new Set(["util", "utils", "helper", "helpers", "manager", "misc", "common"]);

const aboutPath = (name: string, isWrong: (path: string) => string | undefined): TidyRule => ({
  name,
  appliesTo: (file) => isNamedByUs(file) && !isRecorded(file),
  check: ({ file }): readonly Finding[] => {
    const what = isWrong(file);
    return what === undefined ? [] : [{ line: 1, what }];
  },
});

/** `src/a/b-c.test.ts` → a, b-c, test: all but the extension. */
const partsOf = (path: string): readonly string[] =>
  posix
    .join(posix.dirname(path), posix.basename(path, posix.extname(path)))
    .split(/[/.]/)
    .filter((part) => part !== "");

export const fileNameRule = aboutPath("file and folder names are kebab-case (tui components PascalCase)", (path) => {
  const isComponent = path.startsWith("src/tui/") && path.endsWith(".tsx");
  return partsOf(path).find((part) => !kebab.test(part) && !(isComponent && pascal.test(part)));
});

export const fileWordRule = aboutPath("a file name says what is in the file", (path) =>
  partsOf(path)
    .flatMap((part) => part.toLowerCase().split("-"))
    .find((word) => emptyWords.has(word)),
);

// Patterns are put together from pieces so that this file doesn't offend its own rules.
const anyWord = (...words: readonly string[]): string => `(?:${words.join("|")})`;

export const unfinishedRule = textRule(
  "no unfinished work",
  (file) => !isRecorded(file) && file !== "package-lock.json",
  new RegExp(`\\b${anyWord("TO" + "DO", "FIX" + "ME", "X" + "XX")}\\b`),
);

export const machinePathRule = textRule(
  "no path of one machine: a checkout may lie anywhere",
  everywhere,
  new RegExp(`(?<![\\w.\\-/])(?:file://)?/${anyWord("wo" + "rk", "ro" + "ot", "ho" + "me")}/[^\\s"'\`)]*`),
);

export const registryRule = textRule(
  "no package registry is named: everybody has their own",
  everywhere,
  new RegExp(anyWord("npm" + "js\\.(?:org|com)", "yarn" + "pkg\\.com", "npm" + "mirror\\.com", "py" + "pi\\.org")),
);
