import type ts from "typescript";
import { lineOf, parse } from "./imports.js";
import type { ProjectFile } from "./project-files.js";

export interface Finding {
  readonly line: number;
  readonly what: string;
}

/** A rule about one file. `check` gets its text; code rules parse it with `codeRule`. */
export interface TidyRule {
  readonly name: string;
  readonly appliesTo: (file: string) => boolean;
  readonly check: (file: ProjectFile) => readonly Finding[];
}

const parsed = new WeakMap<ProjectFile, ts.SourceFile>();

function sourceOf(file: ProjectFile): ts.SourceFile {
  const known = parsed.get(file) ?? parse(file.file, file.text);
  parsed.set(file, known);
  return known;
}

/** A rule that looks at the syntax tree; it yields the offending nodes and what is wrong with each. */
export function codeRule(
  name: string,
  appliesTo: (file: string) => boolean,
  offences: (source: ts.SourceFile, file: string) => Iterable<readonly [ts.Node, string]>,
): TidyRule {
  const check = (file: ProjectFile): readonly Finding[] =>
    [...offences(sourceOf(file), file.file)].map(([node, what]) => ({ line: lineOf(node), what }));
  return { name, appliesTo: (file) => isCode.test(file) && appliesTo(file), check };
}

/** A rule that looks for a pattern in the text, line by line. */
export function textRule(name: string, appliesTo: (file: string) => boolean, pattern: RegExp): TidyRule {
  const check = ({ text }: ProjectFile): readonly Finding[] =>
    text.split("\n").flatMap((content, index) => {
      const found = pattern.exec(content);
      return found === null ? [] : [{ line: index + 1, what: found[0].trim() }];
    });
  return { name, appliesTo, check };
}

/** One sentence for each finding of a rule in a file it applies to. */
export function complaints(rule: TidyRule, file: ProjectFile): readonly string[] {
  if (!rule.appliesTo(file.file)) return [];
  return rule.check(file).map(({ line, what }) => `${file.file}:${line} ${rule.name}: ${what}`);
}

const isCode = /\.(ts|tsx|js|mjs|cjs)$/;

export const isBelow =
  (...folders: readonly string[]) =>
  (file: string): boolean =>
    folders.some((folder) => file.startsWith(`${folder}/`));
