import type { AppendFile, Files } from "../../ports/files.js";
import type { GrowingFiles } from "../../ports/growing-files.js";

/** Files that live as long as this process: the books of another instant, rebuilt to be looked at. */
export function createMemoryFiles(): Files & GrowingFiles {
  const contents = new Map<string, { parts: Buffer[]; length: number; identity: string }>();
  let made = 0;
  const begin = (path: string): { parts: Buffer[]; length: number; identity: string } => {
    const file = { parts: [], length: 0, identity: String((made += 1)) };
    contents.set(path, file);
    return file;
  };
  const bytesOf = (path: string): Buffer | null => {
    const file = contents.get(path);
    if (file === undefined) return null;
    const whole = Buffer.concat(file.parts);
    file.parts = [whole];
    return whole;
  };
  const append = (file: { parts: Buffer[]; length: number }, bytes: Uint8Array): void => {
    file.parts.push(Buffer.from(bytes));
    file.length += bytes.length;
  };
  // As on a disk: what is open stays open where it is renamed.
  const openAppend = (path: string): AppendFile => {
    const file = contents.get(path) ?? begin(path);
    return {
      write: (bytes) => {
        append(file, bytes);
      },
      sync: () => Promise.resolve(),
      syncNow: () => undefined,
      get length() {
        return file.length;
      },
      close: () => undefined,
    };
  };
  return {
    readText: (path) => bytesOf(path)?.toString("utf8") ?? null,
    readBytes: bytesOf,
    list: (directory) => [...contents.keys()].flatMap((path) => nameIn(directory, path)).sort(),
    exists: (path) => contents.has(path) || [...contents.keys()].some((name) => name.startsWith(`${path}/`)),
    makeDirectory: () => undefined,
    openAppend,
    truncate: (path, length) => {
      const bytes = bytesOf(path)?.subarray(0, length);
      const file = begin(path);
      if (bytes !== undefined) append(file, bytes);
    },
    replace: (path, content) => {
      append(begin(path), typeof content === "string" ? Buffer.from(content, "utf8") : content);
    },
    rename: (from, to) => {
      const file = contents.get(from);
      contents.delete(from);
      if (file !== undefined) contents.set(to, file);
    },
    remove: (path) => {
      contents.delete(path);
    },
    freeBytes: () => Number.MAX_SAFE_INTEGER,
    stand: (path) => {
      const file = contents.get(path);
      return file === undefined ? null : { identity: file.identity, length: file.length };
    },
    readRange: (path, offset, length) => bytesOf(path)?.subarray(offset, offset + length) ?? new Uint8Array(0),
  };
}

function nameIn(directory: string, path: string): readonly string[] {
  if (!path.startsWith(`${directory}/`)) return [];
  const name = path.slice(directory.length + 1);
  return name.includes("/") ? [] : [name];
}
