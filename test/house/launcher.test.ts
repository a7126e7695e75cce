import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { spawn, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "./project-files.js";

const launcher = join(root, "bin/run.js");
const packageJson = readFileSync(join(root, "package.json"), "utf8");
const { version } = JSON.parse(packageJson) as { version: string };

const start = (file: string, ...args: string[]) => spawnSync(process.execPath, [file, ...args], { encoding: "utf8" });

describe("the launcher", () => {
  it("prints with --version what oclif prints", () => {
    const ours = start(launcher, "--version");
    expect(ours.status).toBe(0);
    expect(ours.stdout).toBe(`hedge-terminal/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
    // `version` after another flag goes through oclif itself.
    const script = `import { Config } from "@oclif/core"; console.log((await Config.load(process.cwd())).userAgent)`;
    const oclif = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: root, encoding: "utf8" });
    expect(ours.stdout).toBe(oclif.stdout);
  });

  it("exits 2 for a command that does not exist", () => {
    const run = start(launcher, "no-such-command");
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("no-such-command");
  });
});

describe("the launcher beside made-up commands", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hedge-launcher-"));
    mkdirSync(join(folder, "bin"));
    cpSync(launcher, join(folder, "bin/run.js"));
    cpSync(join(root, "package.json"), join(folder, "package.json"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("says in one line what to run when dist/ is missing, and exits 3", () => {
    const run = start(join(folder, "bin/run.js"), "status");
    expect(run.status).toBe(3);
    expect(run.stderr).toBe(`hedge is not built yet: run \`npm install\` in ${folder}/\n`);
    expect(run.stdout).toBe("");
  });

  it("answers --version even when dist/ is missing", () => {
    expect(start(join(folder, "bin/run.js"), "--version").stdout).toContain(`hedge-terminal/${version} `);
  });
});

describe("a reader that leaves early", () => {
  /** Runs the launcher with its stdout closed after the first bytes, and with a writer that never ends. */
  async function leave(prelude: string): Promise<{ code: number | null; errors: string }> {
    const endless = `
      process.argv[2] = "--version";
      ${prelude}
      await import(${JSON.stringify(launcher)});
      const write = () => { process.stdout.write("x".repeat(4096)); setImmediate(write); };
      write();`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", endless]);
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, errors };
  }

  it("ends a command with exit code 0 and no stack trace", async () => {
    expect(await leave("")).toEqual({ code: 0, errors: "" });
  });

  it("asks a command that listens for SIGTERM to stop gracefully", async () => {
    const graceful = `process.once("SIGTERM", () => { process.stderr.write("stopping"); process.exit(42); });`;
    expect(await leave(graceful)).toEqual({ code: 42, errors: "stopping" });
  });
});
