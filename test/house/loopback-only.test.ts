import * as children from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { execa, execaSync } from "execa";
import { describe, expect, it } from "vitest";
import config from "../../vitest.config.js";
import { reach } from "../support/reach.mjs";
import { root } from "./project-files.js";

interface Reached {
  /** Pairs of what a refusal has to name and what was said. */
  readonly out: readonly (readonly string[])[];
  readonly here: Readonly<Record<string, string>>;
}

const program = join(root, "test/support/reach.mjs");
const node = process.execPath;
/** An environment of its own, with nothing of ours. */
const own = { env: { PATH: "" }, extendEnv: false } as const;

function expectToStayHere({ out, here }: Reached): void {
  expect(out).toHaveLength(24);
  expect(out).toEqual(out.map(([where]) => [where, `tests may talk to this machine only: ${where}`]));
  expect(Object.values(here)).toEqual(Array.from({ length: 9 }, () => "here"));
}

const read = (text: string): Reached => JSON.parse(text) as Reached;

describe("24 ways out are refused at once with host and port, 9 ways to this machine are open", () => {
  it("in the tests themselves", async () => {
    expectToStayHere((await reach()) as unknown as Reached);
  });

  it("in a child that inherits the environment", async () => {
    expectToStayHere(read((await execa(node, [program])).stdout));
  });

  it("in a child with an environment of its own", async () => {
    expectToStayHere(read((await execa(node, [program], own)).stdout));
  });

  it("in a fork with an environment of its own", async () => {
    const fork = children.fork(program, [], { env: own.env, silent: true });
    expectToStayHere(read(await text(fork.stdout!)));
  });

  it("in the child of a child, each with an environment of its own", async () => {
    const parent = `require("node:child_process").spawn(process.execPath, [${JSON.stringify(program)}], { env: {}, stdio: "inherit" })`;
    expectToStayHere(read((await execa(node, ["-e", parent], own)).stdout));
  });
});

describe("a child is guarded however it is started", () => {
  const script = `
    try { require("node:net").connect(443, "example.com"); }
    catch (error) { console.log(error.message); }`;
  const words = ["-e", script];
  const { env } = own;
  const options = { env, encoding: "utf8" } as const;

  const ways: Readonly<Record<string, () => string | Promise<string>>> = {
    spawnSync: () => children.spawnSync(node, words, options).stdout,
    execFileSync: () => children.execFileSync(node, words, options),
    execSync: () => children.execSync(`"${node}" -e '${script}'`, options),
    exec: async () => (await promisify(children.exec)(`"${node}" -e '${script}'`, options)).stdout,
    execFile: async () => (await promisify(children.execFile)(node, words, options)).stdout,
    execa: async () => (await execa(node, words, own)).stdout,
    execaSync: () => execaSync(node, words, own).stdout,
    "a shell": async () => (await execa("/bin/sh", ["-c", `"${node}" -e '${script}'`], own)).stdout,
    "options of its own": () =>
      children.spawnSync(node, words, { ...options, env: { NODE_OPTIONS: "--no-warnings" } }).stdout,
  };

  it.each(Object.entries(ways))("%s", async (_way, start) => {
    expect((await start()).trim()).toBe("tests may talk to this machine only: example.com:443");
  });
});

describe("the guard", () => {
  it("is loaded by every project of vitest.config.ts", () => {
    const { setupFiles, projects } = config.test ?? {};
    expect(setupFiles).toBe("test/support/loopback-only.mjs");
    expect(projects).toHaveLength(2);
    for (const project of projects ?? []) {
      expect(project).toMatchObject({ extends: true });
      expect(project).not.toHaveProperty("test.setupFiles");
    }
  });

  it("leaves a refused connection on this machine what it is", async () => {
    const [error] = (await once(net.connect(1, "127.0.0.1"), "close").catch((reason: unknown) => [reason])) as [
      unknown,
    ];
    expect(error).toMatchObject({ code: "ECONNREFUSED", address: "127.0.0.1", port: 1 });
  });
});
