import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Every file below a directory, by path. */
export function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .sort();
}

/** How a text may be written: plain, in a URL, in base64, in hex. */
function spellings(text: string): readonly string[] {
  const bytes = Buffer.from(text, "utf8");
  return [...new Set([text, encodeURIComponent(text), bytes.toString("base64"), bytes.toString("hex")])];
}

/** Places (by name) that hold one of the secrets in any spelling, whole or their first or last 20 characters. */
export function placesWith(secrets: Iterable<string>, places: Readonly<Record<string, Buffer>>): readonly string[] {
  const needles = [...secrets].flatMap((secret) => [...spellings(secret), secret.slice(0, 20), secret.slice(-20)]);
  return Object.entries(places).flatMap(([name, bytes]) => {
    const found = needles.find((needle) => bytes.includes(needle));
    return found === undefined ? [] : [`${name} holds ${found.slice(0, 6)}…`];
  });
}

export function read(paths: readonly string[]): Readonly<Record<string, Buffer>> {
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path)]));
}
