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
  cpSync(join(root, "config"), join(cwd, "tighter"), { recursive: true });
  setTradeShare("tighter", 0.02);
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

  it("says once that the data folder can't be read, with its setting and the remedy, and not once a symbol", async () => {
    cpSync(join(root, "config"), join(cwd, "elsewhere"), { recursive: true });
    const path = join(cwd, "elsewhere", "runtime.json");
    const runtime = JSON.parse(readFileSync(path, "utf8")) as { paper: Record<string, unknown> };
    runtime.paper["data_directory"] = "/no/such/lake";
    writeFileSync(path, JSON.stringify(runtime));
    const { exitCode, document } = await audit("--config", "elsewhere");
    expect(exitCode).toBe(4);
    expect(document.findings).toMatchObject([
      {
        ...{ severity: "warning", code: "file_missing", file: "runtime.json", path: "paper.data_directory" },
        message: expect.stringContaining("/no/such/lake is no set of recorded data") as string,
        fix: expect.stringContaining("Write a folder of recorded data in runtime.paper.data_directory") as string,
      },
    ]);
    expect(document.feasibility).toHaveLength(11);
    const { stdout } = await hedge(cwd, ["audit", "config", "--config", "elsewhere", "--no-color"]);
    expect(stdout).toContain("What can trade was not worked");
    expect(stdout).not.toContain("no_price");
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

  it("says so where a revision has no configuration in it: exit code 2", async () => {
    const checkout = mkdtempSync(join(tmpdir(), "hedge-empty-revision-"));
    const git = (...words: readonly string[]): void => {
      const author = ["-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"];
      execFileSync("git", ["-C", checkout, ...author, ...words], { stdio: "ignore" });
    };
    git("init");
    git("commit", "--allow-empty", "-m", "nothing yet");
    cpSync(join(cwd, "config"), join(checkout, "config"), { recursive: true });
    const { exitCode, document } = await audit("--config", join(checkout, "config"), "--against", "HEAD");
    expect([exitCode, document]).toMatchObject([2, { schema: "hedge.error/1", code: "config_missing", value: "HEAD" }]);
    rmSync(checkout, { recursive: true });
  });

  it("replays two days against another folder: the document with `replay` at its end, the same each time", async () => {
    const { exitCode, document } = await audit("--against", "before", "--replay", "2d");
    expect(exitCode).toBe(0);
    expect(Object.keys(document)).toEqual(["schema", "mode", "ok", "findings", "feasibility", "diff", "replay"]);
    expect(document).toMatchObject({
      replay: { baseline: "before", cycles: { before: 48, after: 48 }, changesTotal: 0 },
    });
    expect((await audit("--against", "before", "--replay", "2d")).document).toEqual(document);
  });

  it("replays against the shipped configuration, and against that of a recorded session once there is one", async () => {
    const first = await audit("--replay", "1d");
    expect(first.document).toMatchObject({ diff: [], replay: { baseline: "the shipped configuration" } });
    await hedge(cwd, ["executor", "--from", "2024-02-01", "--to", "2024-02-02", "--json"]);
    const second = await audit("--replay", "1d");
    expect(second.document).toMatchObject({ replay: { baseline: "the session in cache/paper", changesTotal: 0 } });
    const missing = await audit("--replay", "1d", "--state", "nowhere");
    expect([missing.exitCode, missing.document]).toMatchObject([3, { code: "state_missing" }]);
  });

  it("refuses a span that is none or that is not recorded with exit code 2, before anything runs", async () => {
    for (const [span, code] of [
      ["30", "invalid_value"],
      ["5000d", "bad_span"],
    ] as const) {
      const { exitCode, document } = await audit("--replay", span);
      expect([exitCode, document]).toMatchObject([2, { schema: "hedge.error/1", code, path: "--replay", value: span }]);
    }
  });

  it("refuses to replay against what does not load, and gives no replay for a configuration that does not", async () => {
    cpSync(join(cwd, "config"), join(cwd, "broken"), { recursive: true });
    setTradeShare("broken", 20);
    const against = await audit("--against", "broken", "--replay", "1d");
    expect([against.exitCode, against.document]).toMatchObject([
      3,
      { code: "against_invalid", file: "risk_limits.json" },
    ]);
    const audited = await audit("--config", "broken", "--replay", "1d");
    expect([audited.exitCode, audited.document]).toMatchObject([4, { ok: false, replay: null }]);
    const compared = await audit("--against", "broken");
    expect(compared.document.findings).toMatchObject([{ severity: "info", code: "against_invalid" }]);
    expect(compared.document.diff).toMatchObject([{ path: "risk_limits.global.max_trade_nav_pct", before: 20 }]);
  });

  it("finds a key that somebody left in a file: exit code 4, the value nowhere in the output", async () => {
    const key = "q7Zt1Rk9Lw3Xv5Bn8Md2Hs6Jf4Gp0CyTa7Ue1Io9Wq3Er5Ty8Ui2Op6As4Df0Gh";
    cpSync(join(cwd, "config"), join(cwd, "leaky"), { recursive: true });
    writeFileSync(join(cwd, "leaky", "notes.env"), `BINANCE_API_SECRET=${key}\n`);
    const { exitCode, stdout } = await hedge(cwd, ["audit", "config", "--config", "leaky"]);
    expect(exitCode).toBe(4);
    expect(stdout).toContain("notes.env line 1 BINANCE_API_SECRET");
    expect(stdout).not.toContain(key.slice(0, 12));
  });

  it("prints a replay in lines of at most 80 characters: totals, the first decisions that differ", async () => {
    const { stdout } = await hedge(cwd, [
      "audit",
      "config",
      "--config",
      "tighter",
      "--against",
      "config",
      "--replay",
      "3d",
    ]);
    expect(stdout).toContain("tightens  risk_limits.global.max_trade_nav_pct  0.15 → 0.02 fraction");
    expect(stdout).toContain("Replay of 2024-12-29 to 2025-01-01, before (config)");
    expect(stdout).toMatch(/approved +\d+ +\d+ +\d+ +\d+ +\d+ of another size/);
    expect(stdout).toMatch(/The first of \d+ decisions that differ/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("prints verdict, pairs and changes in lines of at most 80 characters", async () => {
    const { stdout } = await hedge(cwd, ["audit", "config", "--against", "before"]);
    expect(stdout).toMatch(/^configuration: sound/);
    expect(stdout).toContain("11 of 11 pairs can trade");
    expect(stdout).toContain("1 setting changed against before; 1 let more risk through");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});
