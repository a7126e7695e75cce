import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "./project-files.js";

const command = `import { Command } from "@oclif/core";
export default class Hello extends Command {
  static override summary = "Says hello.";
  async run(): Promise<void> {
    await this.parse(Hello);
    this.log("hello");
  }
}
`;

describe("the build, in a copy with one command", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hedge-build-"));
    for (const path of ["package.json", "tsconfig.json", "scripts", "bin", "src/web/client"]) {
      cpSync(join(root, path), join(folder, path), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    mkdirSync(join(folder, "src/commands"), { recursive: true });
    writeFileSync(join(folder, "src/commands/hello.ts"), command);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const build = (...args: string[]) => {
    const run = spawnSync(process.execPath, ["scripts/build.mjs", ...args], { cwd: folder, encoding: "utf8" });
    return { status: run.status, stderr: run.stderr };
  };
  const read = (path: string) => readFileSync(join(folder, path), "utf8");

  it("makes a command that runs, and a manifest that knows it", () => {
    expect(build()).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(read("oclif.manifest.json"))).toMatchObject({ commands: { hello: { summary: "Says hello." } } });
    const run = spawnSync(process.execPath, ["bin/run.js", "hello"], { cwd: folder, encoding: "utf8" });
    expect(run.stdout).toBe("hello\n");
    expect(readdirSync(folder).filter((name) => name.startsWith(".dist"))).toEqual([]);
  });

  it("leaves nothing of a source file that is gone", () => {
    writeFileSync(join(folder, "src/old.ts"), "export const old = 1;\n");
    build();
    expect(existsSync(join(folder, "dist/old.js"))).toBe(true);
    rmSync(join(folder, "src/old.ts"));
    build("--if-stale");
    expect(existsSync(join(folder, "dist/old.js"))).toBe(false);
  });

  it("with --if-stale rebuilds after a change of one byte and not without", () => {
    build();
    writeFileSync(join(folder, "dist/commands/hello.js"), "// marked");
    build("--if-stale");
    expect(read("dist/commands/hello.js")).toBe("// marked");
    writeFileSync(join(folder, "src/commands/hello.ts"), command.replace("Says", "says"));
    build("--if-stale");
    expect(read("dist/commands/hello.js")).toContain("says hello.");
  });

  it("exits 1 with the compiler's message on a type error, and keeps the last good dist/", () => {
    build();
    writeFileSync(join(folder, "src/wrong.ts"), `export const wrong: number = "1";\n`);
    const { status, stderr } = build();
    expect(status).toBe(1);
    expect(stderr).toContain(
      "build failed: the TypeScript compiler failed with exit code 2\nsrc/wrong.ts(1,14): error",
    );
    expect(existsSync(join(folder, "dist/commands/hello.js"))).toBe(true);
  });

  it("exits 1 and names the command that can't be loaded for the manifest", () => {
    writeFileSync(join(folder, "src/commands/broken.ts"), `throw new Error("on import");\nexport {};\n`);
    const { status, stderr } = build();
    expect(status).toBe(1);
    expect(stderr).toContain("build failed: the oclif manifest could not be made");
    expect(stderr).toContain("findCommand (broken)");
    expect(existsSync(join(folder, "oclif.manifest.json"))).toBe(false);
  });
});
