/**
 * Flags whose value may be left out (`--watch` or `--watch 5`), which the parser knows nothing of: the default
 * is put in where no number follows.
 */
export function fillOptionalValues(argv: readonly string[], defaults: Readonly<Record<string, string>>): string[] {
  const filled: string[] = [];
  const end = argv.indexOf("--");
  for (const [index, word] of argv.entries()) {
    filled.push(word);
    const isOption = word.startsWith("--") && (end === -1 || index < end);
    const value = isOption && Object.hasOwn(defaults, word.slice(2)) ? defaults[word.slice(2)] : undefined;
    const next = argv[index + 1];
    if (value !== undefined && (next === undefined || !/^\d/.test(next))) filled.push(value);
  }
  return filled;
}
