import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hedge } from "./hedge.js";

const root = join(import.meta.dirname, "../..");
let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "hedge-audit-"));
  cpSync(join(root, "config"), join(cwd, "config"), { recursive: true });
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

interface Audit {
  readonly schema: string;
  readonly ok: boolean;
  readonly findings: readonly { readonly severity: string; readonly code: string }[];
  readonly feasibility: readonly { readonly symbol: string; readonly nav: string; readonly feasible: boolean }[];
  readonly diff: readonly object[];
}

async function audit(
  ...words: readonly string[]
): Promise<{ readonly exitCode: number | undefined; readonly document: Audit }> {
  const { exitCode, stdout } = await hedge(cwd, ["audit", "config", "--json", ...words]);
  return { exitCode, document: JSON.parse(stdout) as Audit };
}

function setTradeShare(directory: string, share: number): void {
  const path = join(cwd, directory, "risk_limits.json");
  const limits = JSON.parse(readFileSync(path, "utf8")) as { global: Record<string, unknown> };
  limits.global["max_trade_nav_pct"] = share;
  writeFileSync(path, JSON.stringify(limits, null, 2));
}

const LOOSER = { path: "risk_limits.global.max_trade_nav_pct", before: 0.12, after: 0.15, effect: "loosens" };

describe("hedge audit config", () => {
  it("finds nothing wrong with the shipped configuration: exit code 0, the whole document, 11 pairs feasible", async () => {
    const { exitCode, document } = await audit();
    expect(exitCode).toBe(0);
    expect(Object.keys(document)).toEqual(["schema", "mode", "ok", "findings", "feasibility", "diff"]);
    expect(document).toMatchObject({ schema: "hedge.audit-config/1", mode: null, ok: true, diff: [] });
    expect(document.feasibility.map(({ feasible, nav }) => [feasible, nav])).toEqual(
      Array.from({ length: 11 }, () => [true, "100000"]),
    );
  });

  it("ends with exit code 4 at a NAV of 100 USDT, with the same document and the pairs that can't trade", async () => {
    const { exitCode, document } = await audit("--nav", "100");
    expect(exitCode).toBe(4);
    expect(document.ok).toBe(false);
    expect(document.feasibility).toHaveLength(11);
    expect(document.feasibility.find(({ symbol }) => symbol === "BTCUSDT")?.feasible).toBe(false);
    expect(document.findings.some(({ severity, code }) => severity === "error" && code === "infeasible")).toBe(true);
  });

  it("reads the predecessor's folder: what maps, what does not, and mixed units", async () => {
    const { exitCode, document } = await audit("--config", join(root, "test/fixtures/predecessor-config"));
    const codes = new Set(document.findings.map(({ code }) => code));
    expect(exitCode).toBe(4);
    expect([...codes]).toEqual(expect.arrayContaining(["mapped", "unmapped", "mixed_units"]));
  });

  it("compares with another folder and says that a limit got looser", async () => {
    cpSync(join(cwd, "config"), join(cwd, "before"), { recursive: true });
    setTradeShare("before", 0.12);
    const { exitCode, document } = await audit("--against", "before");
    expect(exitCode).toBe(0);
    expect(document.diff).toEqual([{ ...LOOSER, severity: expect.any(String) as string }]);
  });

  it("compares with a git revision of its folder", async () => {
    const checkout = mkdtempSync(join(tmpdir(), "hedge-revision-"));
    cpSync(join(cwd, "before"), join(checkout, "settings"), { recursive: true });
    const git = (...words: readonly string[]): void => {
      const author = ["-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"];
      execFileSync("git", ["-C", checkout, ...author, ...words], { stdio: "ignore" });
    };
    git("init");
    git("add", ".");
    git("commit", "-m", "limits");
    cpSync(join(cwd, "config"), join(checkout, "settings"), { recursive: true });
    const ours = await audit("--config", join(checkout, "settings"), "--against", "HEAD");
    expect(ours.document.diff).toEqual([{ ...LOOSER, severity: expect.any(String) as string }]);
    const unknown = await audit("--config", join(checkout, "settings"), "--against", "--upload-pack=x");
    expect([unknown.exitCode, unknown.document]).toMatchObject([2, { code: "unknown_revision" }]);
    rmSync(checkout, { recursive: true });
  });

  it("says so where neither a folder nor a repository is there: exit code 2", async () => {
    const { exitCode, document } = await audit("--against", "HEAD");
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({ schema: "hedge.error/1", code: "unknown_revision" });
    expect((document as unknown as { message: string }).message).toContain("git");
  });

  it("refuses a NAV that is none with exit code 2, and gives the whole document for a folder that is missing", async () => {
    expect((await audit("--nav", "lots")).exitCode).toBe(2);
    const missing = await audit("--config", "nowhere");
    expect([missing.exitCode, missing.document.ok, missing.document.feasibility]).toEqual([4, false, []]);
  });

  it("prints verdict, pairs and changes in lines of at most 80 characters", async () => {
    const { stdout } = await hedge(cwd, ["audit", "config", "--against", "before"]);
    expect(stdout).toMatch(/^configuration: sound/);
    expect(stdout).toContain("11 of 11 pairs can trade");
    expect(stdout).toContain("1 setting changed against before; 1 let more risk through");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});
