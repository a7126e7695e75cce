const LINE = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*(.*)$/;

/**
 * Reads `.env`: one `NAME=value` a line, `#` comments, optional `export`, single or double quotes
 * (double ones know \n and \"). The later of two lines with one name wins, as in a shell.
 */
export function parseDotEnv(text: string): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const found = LINE.exec(line);
    if (found?.[1] === undefined) continue;
    values.set(found[1], unquote((found[2] ?? "").trim()));
  }
  values.delete("__proto__");
  return Object.fromEntries(values);
}

/** Number, from 1, of the line that sets a variable: the last of several. Null where none does. */
export function dotEnvLine(text: string, name: string): number | null {
  const at = text.split(/\r?\n/).findLastIndex((line) => LINE.exec(line)?.[1] === name);
  return at < 0 ? null : at + 1;
}

function unquote(raw: string): string {
  const quote = raw[0];
  if (quote === '"' || quote === "'") {
    const end = closingQuote(raw, quote);
    if (end < 0) return raw;
    const inner = raw.slice(1, end);
    return quote === "'"
      ? inner
      : inner.replace(/\\(["\\n])/g, (_, letter: string) => (letter === "n" ? "\n" : letter));
  }
  const comment = /\s#/.exec(raw);
  return comment === null ? raw : raw.slice(0, comment.index).trimEnd();
}

function closingQuote(raw: string, quote: string): number {
  for (let at = 1; at < raw.length; at += 1) {
    if (raw[at] === "\\" && quote === '"') at += 1;
    else if (raw[at] === quote) return at;
  }
  return -1;
}

/** The environment with `.env` beneath it: what the process was started with wins. */
export function mergeEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  dotEnvText: string | null,
): Readonly<Record<string, string | undefined>> {
  return dotEnvText === null ? env : { ...parseDotEnv(dotEnvText), ...env };
}
