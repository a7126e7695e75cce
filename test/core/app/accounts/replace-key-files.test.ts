import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { replaceKeyFiles } from "../../../../src/core/app/accounts/replace-key-files.js";

const scratch = fs.mkdtempSync(join(tmpdir(), "hedge-key-files-"));
afterAll(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
});

const pairIn = (name: string) => {
  const directory = join(scratch, name);
  fs.mkdirSync(directory);
  const [key, secret] = [join(directory, "key"), join(directory, "secret")];
  fs.writeFileSync(key, "old-key\n", { mode: 0o644 });
  fs.writeFileSync(secret, "old-secret\n", { mode: 0o600 });
  const fresh = [
    { name: "BINANCE_API_KEY_FILE", path: key, text: new Secret("new-key") },
    { name: "BINANCE_API_SECRET_FILE", path: secret, text: new Secret("new-secret") },
  ];
  const contents = () => [key, secret].map((path) => fs.readFileSync(path, "utf8").trim());
  return { directory, key, secret, fresh, contents };
};

it("replaces both, keeps both as .old, and leaves 4 files of mode 0600, whatever they were before", () => {
  const { directory, key, fresh, contents } = pairIn("both");
  const replaced = replaceKeyFiles(nodeFiles, fresh);
  expect(contents()).toEqual(["new-key", "new-secret"]);
  expect(replaced[0]).toEqual({ name: "BINANCE_API_KEY_FILE", path: key, old: `${key}.old` });
  const modes = fs.readdirSync(directory).map((name) => [name, fs.statSync(join(directory, name)).mode & 0o777]);
  expect(modes).toEqual([
    ["key", 0o600],
    ["key.old", 0o600],
    ["secret", 0o600],
    ["secret.old", 0o600],
  ]);
  expect(fs.readFileSync(`${key}.old`, "utf8")).toBe("old-key\n");
});

it("gives the first its old content back when the second can't be written: half a pair signs nothing", () => {
  const { secret, fresh, contents } = pairIn("half");
  const replace = (path: string, content: string): void => {
    if (path === secret) throw new Error("ENOSPC: no space left on device");
    nodeFiles.replace(path, content);
  };
  const deed = () => replaceKeyFiles({ readText: (path) => nodeFiles.readText(path), replace }, fresh);
  expect(deed).toThrow(`${secret} can't be read or replaced: ENOSPC`);
  expect(contents()).toEqual(["old-key", "old-secret"]);
});

it("has no .old for a file that was not there", () => {
  const { key, fresh } = pairIn("fresh");
  fs.rmSync(key);
  expect(replaceKeyFiles(nodeFiles, fresh).map(({ old }) => old === null)).toEqual([true, false]);
  expect(fs.existsSync(`${key}.old`)).toBe(false);
});
