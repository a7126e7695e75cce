import { entropyBits, isRandom } from "../config-audit/secrets.js";

/** A line that holds what nobody may read. The value is not repeated. */
export interface SecretPlace {
  /** Counts from 1. */
  readonly line: number;
  readonly what: string;
  readonly characters: number;
}

interface Rule {
  readonly what: string;
  /** The secret is the group `value`, where there is one. */
  readonly pattern: RegExp;
  readonly isSecret?: (value: string) => boolean;
}

const PLACEHOLDER =
  /^(?:\$|<|\*|%|\{)|^(?:x+|password|passwd|secret|token|key|user|pass|pw|your[\w-]*|example\w*|changeme)$/i;

/** Shapes that only secrets have, anywhere in a text; and random words behind a name that says what they are. */
const RULES: readonly Rule[] = [
  // With a body: the first line alone is what a message or a test speaks of.
  {
    what: "a private key",
    pattern:
      /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\s\S]){0,200}?(?<value>[A-Za-z0-9+/]{40,})/g,
    isSecret: isVaried,
  },
  { what: "an identity of age", pattern: /AGE-SECRET-KEY-(?:PQ-)?1(?<value>[0-9A-Z]{40,})/g, isSecret: isVaried },
  {
    what: "an access key of AWS",
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)(?<value>[0-9A-Z]{16})(?![A-Za-z0-9])/g,
    isSecret: isVaried,
  },
  {
    what: "an access token",
    pattern: /(?<![\w-])(?:gh[opsur]_|github_pat_|xox[abprs]-|npm_|glpat-|sk-|AIza)(?<value>[\w-]{20,})/g,
    isSecret: (value) => /\d/.test(value) && isVaried(value),
  },
  { what: "a token of a Telegram bot", pattern: /(?<!\d)\d{8,10}:AA(?<value>[\w-]{33})(?![\w-])/g, isSecret: isVaried },
  {
    what: "the address of a Slack webhook",
    pattern: /hooks\.slack\.com\/services\/T\w+\/B\w+\/(?<value>\w{16,})/g,
    isSecret: isVaried,
  },
  {
    what: "a signed token (JWT)",
    pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.(?<value>[\w-]{16,})/g,
    isSecret: isVaried,
  },
  {
    what: "an address with a password in it",
    pattern: /(?<![\w+.-])[a-z][a-z0-9+.-]*:\/\/[^/\s:@"'`<>${}]+:(?<value>[^/\s:@"'`<>${}]{6,})@[\w[]/gi,
    isSecret: (value) => !PLACEHOLDER.test(value) && /\d/.test(value) && isVaried(value),
  },
  {
    what: "a secret by its name",
    pattern:
      /(?:api_?-?key|secret|token|passw(?:or)?d|passphrase|private_?-?key|credentials?)\w*["']?\s*(?:[:=]|=>)\s*["'`]?(?<value>[A-Za-z0-9+/_=-]{24,200})(?![\w+/=.(-])/gi,
    isSecret: (value) => !PLACEHOLDER.test(value) && isRandom(value),
  },
];

/** Not one character over and over, nor a row of the alphabet. */
function isVaried(value: string): boolean {
  return entropyBits(value) >= Math.min(3, Math.log2(value.length) * 0.75);
}

/** Places of a text that look like a secret. */
export function secretPlaces(text: string): readonly SecretPlace[] {
  const places: SecretPlace[] = [];
  for (const { what, pattern, isSecret } of RULES) {
    for (const match of text.matchAll(pattern)) {
      const value = match.groups?.["value"] ?? match[0];
      if (isSecret?.(value) === false) continue;
      places.push({ line: lineAt(text, match.index), what, characters: match[0].length });
    }
  }
  return places.sort((a, b) => a.line - b.line);
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < index; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** Files that hold nothing but secrets, whatever is in them. */
const SECRET_FILE =
  /(?:^|\/)(?:\.env(?:\.(?!example$|sample$|template$)[\w-]+)?|id_(?:rsa|dsa|ecdsa|ed25519)|[^/]+\.(?:pem|p12|pfx|jks|kdbx|keystore|age)|\.netrc|\.npmrc\.auth|credentials\.json)$/;

export function isSecretFile(path: string): boolean {
  return SECRET_FILE.test(path);
}
