import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repoAudit } from "../../src/core/app/repo-audit/repo-audit.js";
import { hedge } from "./hedge.js";

const root = join(import.meta.dirname, "../..");
/** Put together here, so that the search of this very repository does not find it. */
const KEY = ["Tq8vXz2mLr4", "NpW7sKd9Yb3", "HcJ6fGg5Ra1"].join("");
const SHA = `sha512-${"a".repeat(86)}==`;

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "hedge-audit-repo-"));
  git("init", "-q", "-b", "main");
  put("README.md", "# Fund\n");
  put("package.json", JSON.stringify({ dependencies: { a: "1.0.0" } }));
  lock({});
  put("scripts/generate-docs.mjs", 'process.stdout.write("1\\n");\n');
  commit();
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function git(...words: readonly string[]): void {
  const author = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", ["-C", cwd, ...author, ...words]);
}
function put(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}
function commit(): void {
  git("add", "-A", "-f");
  git("commit", "-q", "-m", "state", "--allow-empty");
}
function lock(entry: object): void {
  const a = { version: "1.0.0", license: "MIT", integrity: SHA, ...entry };
  put(
    "package-lock.json",
    JSON.stringify({ lockfileVersion: 3, packages: { "": { dependencies: { a: "1.0.0" } }, "node_modules/a": a } }),
  );
}

interface Audit {
  readonly schema: string;
  readonly ok: boolean;
  readonly findings: readonly { severity: string; code: string; file: string; path: string }[];
  readonly checked: object;
}
async function audit(): Promise<{
  exitCode: number | undefined;
  found: readonly string[];
  document: Audit;
  stdout: string;
}> {
  const { exitCode, stdout } = await hedge(cwd, ["audit", "repo", "--json"]);
  const document = JSON.parse(stdout) as Audit;
  const found = document.findings.map(({ severity, code, file, path }) => `${severity} ${code} ${file} ${path}`.trim());
  return { exitCode, found, document, stdout };
}

describe("hedge audit repo", () => {
  it("finds nothing in a clean repository: exit 0, and says what it looked at", async () => {
    const { exitCode, document } = await audit();
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ schema: "hedge.audit-repo/1", mode: null, ok: true, findings: [] });
    expect(document.checked).toEqual({ files: 4, commits: 1, blobs: 0, packages: 1, generated: 1, allowed: 0 });
  });

  it("sees each planted fault, with its place, and repeats no secret: exit 4", async () => {
    put("src/venue.ts", `const a = 1;\nconst apiSecret = "${KEY}";\n`);
    put("notes.txt", `token: ${KEY}\n`);
    put(".env", "BINANCE_API_KEY=\n");
    put("run.sh", "echo no interpreter\n");
    chmodSync(join(cwd, "run.sh"), 0o755);
    put("open.txt", "anybody\n");
    symlinkSync("../../etc/hosts", join(cwd, "hosts"));
    put("dump.bin", Buffer.alloc(1_100_000, 7));
    lock({ license: "GPL-3.0-only", hasInstallScript: true });
    put("scripts/generate-docs.mjs", 'process.stdout.write("2\\ndocs/a.md\\n");\n');
    commit();
    chmodSync(join(cwd, "open.txt"), 0o666);
    const { exitCode, found, stdout } = await audit();
    expect(exitCode).toBe(4);
    expect([...found].sort()).toEqual([
      "error licence package-lock.json node_modules/a",
      "error link_outside hosts",
      "error mode_writable open.txt",
      "error secret notes.txt line 1",
      "error secret src/venue.ts line 2",
      "error secret_file .env",
      "warning generated_stale docs/a.md",
      "warning install_script package-lock.json node_modules/a",
      "warning large_file dump.bin",
      "warning mode_executable run.sh",
    ]);
    expect(stdout).not.toContain(KEY);
  });

  it("remembers what was taken out: the history has the secrets, and the large file as a remark", async () => {
    for (const path of ["src", "notes.txt", ".env", "run.sh", "open.txt", "hosts", "dump.bin"]) {
      rmSync(join(cwd, path), { recursive: true });
    }
    lock({});
    put("scripts/generate-docs.mjs", 'process.stdout.write("1\\n");\n');
    put(".gitignore", ".env\n");
    commit();
    put(".env", "BINANCE_API_KEY=\n");
    chmodSync(join(cwd, ".env"), 0o644);
    const { exitCode, found } = await audit();
    expect(exitCode).toBe(4);
    expect(found.map((line) => line.replace(/blob [0-9a-f]{12}/, "blob")).sort()).toEqual([
      "error mode_secret .env",
      "error secret notes.txt blob line 1",
      "error secret src/venue.ts blob line 2",
      "info large_in_history dump.bin blob",
    ]);
  });

  it("lets through what audit-allow.json names with a reason, and warns of a name that allows nothing", async () => {
    chmodSync(join(cwd, ".env"), 0o600);
    const why = "planted for a test";
    const allow = [{ code: "secret", places: ["src/**", "notes.txt", "gone.txt"], why }];
    put("audit-allow.json", JSON.stringify({ schema: "hedge.audit-allow/1", allow }));
    const { found, document } = await audit();
    expect(found.filter((line) => !line.startsWith("info"))).toEqual([
      "warning allowance_unused audit-allow.json allow.0",
    ]);
    expect(document.checked).toMatchObject({ allowed: 2 });
    put(
      "audit-allow.json",
      JSON.stringify({ schema: "hedge.audit-allow/1", allow: [{ code: "secret", places: ["src/**"] }] }),
    );
    const { exitCode, stdout } = await hedge(cwd, ["audit", "repo", "--json"]);
    expect([exitCode, (JSON.parse(stdout) as { code: string }).code]).toEqual([3, "allow_invalid"]);
  });

  it("ends with 3 outside a repository", async () => {
    const bare = mkdtempSync(join(tmpdir(), "hedge-audit-none-"));
    const { exitCode, stdout } = await hedge(bare, ["audit", "repo", "--json"], {
      GIT_CEILING_DIRECTORIES: dirname(bare),
    });
    rmSync(bare, { recursive: true });
    expect([exitCode, (JSON.parse(stdout) as { code: string }).code]).toEqual([3, "no_repository"]);
  });

  it("finds nothing in this repository", async () => {
    const { document } = await repoAudit(root);
    expect(document.findings.filter(({ severity }) => severity !== "info")).toEqual([]);
  });
});
