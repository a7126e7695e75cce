import { isPlainObject } from "../../config/paths.js";
import type { AuditFinding } from "./finding.js";

export interface FoundSecret {
  readonly finding: AuditFinding;
  /** The value itself, so that nothing else of the document repeats it. */
  readonly value: string;
}

/** Names of settings that hold what nobody may read; `_file`, `_env` and the like only say where it is. */
const SECRET_NAME =
  /(?:^|[_\-.])(?:api[_-]?key|secret|token|password|passwd|passphrase|private[_-]?key|credentials?)$/i;
/** `apiKey`, `clientSecret` → `api_key`, `client_secret`. */
const HUMP = /([a-z0-9])([A-Z])/g;

/** Shapes that only secrets have. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/^AGE-SECRET-KEY-/, "an identity of age"],
  [/^(?:AKIA|ASIA)[0-9A-Z]{16}$/, "an access key of AWS"],
  [/^eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/, "a signed token (JWT)"],
  [/^(?:gh[opsu]_|github_pat_|xox[abprs]-|sk-)[\w-]{16,}$/, "an access token"],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i, "an address with a password in it"],
  [/[?&](?:token|key|secret|signature|sig|auth|password)=[^&\s]{8,}/i, "an address with a key in it"],
  [/^(?:0x)?[0-9a-f]{64}$/i, "a key of 32 bytes"],
];

/** One word of letters and digits, long enough for a key. */
const KEY_LIKE = /^[A-Za-z0-9+/_=-]{24,}$/;
/** Bits a character: words and paths stay below, random base64 and the keys of venues above. */
const LEAST_ENTROPY_BITS = 3.9;
/** What stands where a secret is to go. */
const PLACEHOLDER = /^(?:\$\{?\w+\}?|<.*>|\*+|x+|env:.*|change[ _-]?me|your[ _-].*|none|null|todo|example|redacted)$/i;

/**
 * Values that look like a secret, by the name of the setting, a known shape, or because they are random. The finding
 * never repeats the value. A file that is no JSON is read line by line.
 */
export function findSecrets(file: string, text: string, tree: unknown): readonly FoundSecret[] {
  const entries = tree === undefined ? linesOf(text) : textsBelow(tree, "");
  return entries.flatMap(({ path, value }) => {
    const what = suspicionOf(path, value);
    return what === null ? [] : [{ finding: toFinding(file, path, value, what), value: value.trim() }];
  });
}

interface Entry {
  readonly path: string;
  readonly value: string;
}

function textsBelow(node: unknown, path: string): readonly Entry[] {
  if (typeof node === "string") return [{ path, value: node }];
  if (!isPlainObject(node) && !Array.isArray(node)) return [];
  return Object.entries(node).flatMap(([key, member]) => textsBelow(member, path === "" ? key : `${path}.${key}`));
}

/** `key: value`, `KEY=value`, `"key": "value",`; a line without a name stands for itself. */
function linesOf(text: string): readonly Entry[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [, name, value] = /^\s*(?:export\s+)?["']?([\w.-]+)["']?\s*[:=]\s*(.+?)\s*,?\s*$/.exec(line) ?? [];
    const path = `line ${String(index + 1)}${name === undefined ? "" : ` ${name}`}`;
    const plain = (value ?? line).trim().replace(/^(["'])(.*)\1$/, "$2");
    return plain === "" || plain.startsWith("#") ? [] : [{ path, value: plain }];
  });
}

/** What a value looks like; null for an ordinary one. */
function suspicionOf(path: string, value: string): string | null {
  const text = value.trim();
  if (text.length < 6 || PLACEHOLDER.test(text)) return null;
  const shape = SHAPES.find(([pattern]) => pattern.test(text));
  if (shape !== undefined) return shape[1];
  if (SECRET_NAME.test(path.replace(HUMP, "$1_$2"))) return "a secret by its name";
  return KEY_LIKE.test(text) && isRandom(text) ? "a key: it is random" : null;
}

/** Drawn at random: letters of both cases and digits, as the keys of venues are. */
export function isRandom(text: string): boolean {
  const isMixed = /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
  return isMixed && entropyBits(text) >= LEAST_ENTROPY_BITS;
}

/** Shannon entropy of a text's characters. Units: bits a character. */
export function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

function toFinding(file: string, path: string, value: string, what: string): AuditFinding {
  const message = `looks like ${what} (${String(value.trim().length)} characters, not repeated here): configuration is read, compared and journaled as it stands`;
  const fix =
    "Take it out, put it into the environment or .env (BINANCE_API_KEY, or …_FILE for a file), and replace it at the venue if this file was ever shared.";
  return { severity: "error", code: "secret", file, path, message, fix };
}

/** Enough of a value to recognise it by in a text that cuts it off. */
const RECOGNISED = 12;

/** A document in which no text repeats any of these values, whole or cut off. */
export function withoutValues<T>(document: T, values: readonly string[]): T {
  if (values.length === 0) return document;
  const starts = values.map((value) => value.slice(0, RECOGNISED));
  const isSecret = (text: string): boolean => starts.some((start) => text.includes(start));
  return hidden(document, isSecret) as T;
}

function hidden(node: unknown, isSecret: (text: string) => boolean): unknown {
  if (typeof node === "string") return isSecret(node) ? "(holds a secret: not repeated)" : node;
  if (Array.isArray(node)) return node.map((member) => hidden(member, isSecret));
  if (!isPlainObject(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, hidden(member, isSecret)]));
}
