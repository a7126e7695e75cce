import { hideUserinfo } from "../lib/hide-userinfo.js";
import { nearest } from "../lib/nearest.js";
import { CONFIG_FILES, CONFIG_STEMS, type ConfigStem } from "./config-files.js";
import type { Override } from "./overrides.js";
import type { ConfigProblem } from "./problem.js";
import { childNode, knownKeys, type SchemaNode, toSchemaNode } from "./schema-node.js";

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Variables that were meant as overrides and would be taken for nothing: one underscore where two belong, or small letters.
 * A limit that somebody believes to be set must not be the old one without a word.
 */
export function misspelledOverrides(env: Variables, file: Override["file"]): readonly ConfigProblem[] {
  return Object.entries(env).flatMap(([name, text]) => {
    const meant = text === undefined || name.startsWith("HEDGE__") ? null : meantName(name);
    return meant === null ? [] : [problemOf({ name, text: text ?? "", meant, file })];
  });
}

/** How an override would be spelt that a name seems to mean; null where it means none. */
function meantName(name: string): string | null {
  const [, rest] = /^HEDGE_+(.+)$/.exec(name.toUpperCase()) ?? [];
  if (rest === undefined) return null;
  const whole = CONFIG_STEMS.find((stem) => rest.startsWith(`${stem.toUpperCase()}_`));
  if (whole !== undefined) return spelt(whole, rest.slice(whole.length).replace(/^_+/, ""));
  // No variable of hedge's own has two underscores in a row.
  const [first = "", ...keys] = rest.split("__");
  const stem = keys.length === 0 ? null : nearest(first, CONFIG_STEMS);
  return stem === null ? null : spelt(stem as ConfigStem, keys.join("__"));
}

/** Keys are told apart by what the file knows, whatever stands between them. */
function spelt(stem: ConfigStem, rest: string): string {
  const keys = keysIn(rest, toSchemaNode(CONFIG_FILES[stem].schema));
  return ["HEDGE", stem.toUpperCase(), ...(keys ?? [rest.includes("__") ? rest : "…"])].join("__");
}

function keysIn(rest: string, node: SchemaNode): readonly string[] | null {
  for (const known of knownKeys(node)) {
    const key = known.toUpperCase();
    if (rest === key) return [key];
    if (!rest.startsWith(`${key}_`)) continue;
    const below = childNode(node, known);
    const others = below === null ? null : keysIn(rest.slice(key.length).replace(/^_+/, ""), below);
    if (others !== null) return [key, ...others];
  }
  return null;
}

interface Misspelled {
  readonly name: string;
  readonly text: string;
  readonly meant: string;
  readonly file: Override["file"];
}

function problemOf({ name, text, meant, file }: Misspelled): ConfigProblem {
  return {
    code: "unknown_override",
    file,
    path: name,
    value: hideUserinfo(text),
    allowed: null,
    message: "it names no setting: overrides begin with HEDGE__ and have two underscores between their parts",
    fix: `Did you mean ${meant}?`,
  };
}
