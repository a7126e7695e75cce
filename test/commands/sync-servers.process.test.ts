import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { journalText } from "../support/crash-books.js";
import { dueShare } from "../support/crash-kills.js";
import { type Lab, openLab } from "../support/crash-lab.js";
import { realStores } from "../support/real-stores.js";
import { FaultProxy, type RequestFate } from "../support/s3-lab.js";
import { hedge } from "./hedge.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const SPAN = ["--from", "2023-01-25", "--to", "2023-02-08"];

let lab: Lab;
let cwd = "";

beforeAll(async () => {
  lab = openLab();
  cwd = mkdtempSync(join(tmpdir(), "hedge-servers-"));
  const words = ["executor", "--config", lab.config, ...SPAN, "--cycles", "40", "--state", "played", "--json"];
  expect((await hedge(cwd, words)).exitCode).toBe(0);
}, 120_000);
afterAll(() => {
  lab.dispose();
  rmSync(cwd, { recursive: true });
});

const journalOf = (state: string): string => journalText(join(cwd, state));

/** A state directory of its own with the journal that was played. */
function copyOf(name: string): string {
  cpSync(join(cwd, "played"), join(cwd, name), { recursive: true });
  return name;
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
}

function start(words: readonly string[], env: Record<string, string>): Started {
  const child = spawn(process.execPath, [launcher, ...words], {
    cwd,
    stdio: "ignore",
    env: { ...process.env, ...env },
  });
  return { child, ended: new Promise((resolve) => child.once("exit", resolve)) };
}

const servers = realStores().filter(({ name }) => name !== "a directory");

describe.each(servers)("hedge sync to $name", (server) => {
  describe.skipIf(!server.isHere)("that is there", () => {
    const proxy = new FaultProxy();
    beforeAll(async () => {
      await server.start();
      await proxy.start(server.endpoint());
    }, 60_000);
    afterAll(async () => {
      await proxy.dispose();
      await server.dispose();
    });

    const over = () => server.env(proxy.endpoint);
    const sync = (state: string, word: string): string[] => {
      return ["sync", "--state", state, "--target", server.target(word, proxy.endpoint)];
    };
    const restored = async (word: string): Promise<string> => {
      const to = `restored-${word}`;
      const words = ["sync", "restore", "--target", server.target(word), "--to", to, "--json"];
      expect((await hedge(cwd, words, server.env())).exitCode).toBe(0);
      const journal = journalOf(to);
      rmSync(join(cwd, to), { recursive: true });
      return journal;
    };

    it("kill -9 of the process before and after the server has heard each request: the restored bytes are the journal's", async () => {
      const before = proxy.count;
      expect(await start([...sync(copyOf("counted"), "counted"), "--once"], over()).ended).toBe(0);
      const requests = proxy.count - before;
      expect(requests).toBeGreaterThan(10);
      const deaths = ["asker dies first", "asker dies after"] as const;
      const plan = deaths.flatMap((fate) => Array.from({ length: requests }, (_, at) => ({ fate, at })));
      for (const { fate, at } of dueShare(plan)) {
        const word = `${fate.replaceAll(" ", "-")}-${String(at)}`;
        const state = copyOf(word);
        proxy.fates.splice(0, Infinity, ...Array<RequestFate>(at).fill("well"), fate);
        const killed = start([...sync(state, word), "--once"], over());
        proxy.onDeath = () => void killed.child.kill("SIGKILL");
        expect(await killed.ended, word).toBeNull();
        const { exitCode } = await hedge(cwd, [...sync(state, word), "--once", "--json"], over());
        expect(exitCode, word).toBe(0);
        expect(await restored(word), word).toBe(journalOf(state));
        rmSync(join(cwd, state), { recursive: true });
      }
    }, 600_000);

    it("a server that is slow, then dead for a while: the executor goes on, the daemon too, and catches up", async () => {
      // Each server's own: a session that is at its end would be over before the daemon has begun.
      const state = `slow-${String(servers.indexOf(server))}`;
      const words = ["executor", "--config", lab.config, ...SPAN, "--state", state, "--speed", "200000", "--json"];
      const executor = hedge(cwd, words);
      await expect.poll(() => readdirSync(cwd).includes(state), { timeout: 60_000 }).toBe(true);
      proxy.fates.splice(0, Infinity, ...Array<RequestFate>(10).fill("slow"), ...Array<RequestFate>(6).fill("reset"));
      const daemon = start(sync(state, "slow"), over());
      expect((await executor).exitCode).toBe(0);
      const isThere = async (): Promise<boolean> => {
        const { stdout } = await hedge(cwd, ["sync", "status", "--state", state, "--json"]);
        const { lag, mirroredSeq } = JSON.parse(stdout) as { lag: { bytes: number }; mirroredSeq: number };
        return lag.bytes === 0 && mirroredSeq > 0;
      };
      await expect.poll(isThere, { timeout: 120_000, interval: 1_000 }).toBe(true);
      expect(proxy.fates).toEqual([]);
      daemon.child.kill("SIGTERM");
      expect(await daemon.ended).toBe(143);
      expect(await restored("slow")).toBe(journalOf(state));
    }, 240_000);

    it("a daemon that is replaced ends with 8 by itself, and its directory trades no more", async () => {
      const state = copyOf("replaced");
      const daemon = start(sync(state, "replaced"), over());
      const isKept = async (): Promise<boolean> =>
        (await hedge(cwd, ["sync", "status", "--state", state, "--json"])).exitCode === 0;
      await expect.poll(isKept, { timeout: 60_000, interval: 500 }).toBe(true);
      const take = ["sync", "restore", "--target", server.target("replaced"), "--take-over", "--to", "taken"];
      expect((await hedge(cwd, take, server.env())).exitCode).toBe(0);
      // The lease is looked at every 5 s: `core/sync` proves 6 s on a clock of its own, here a busy machine has a minute.
      const first = await Promise.race([daemon.ended, sleep(60_000, "still there", { ref: false })]);
      expect(first).toBe(8);
      expect(journalOf("taken")).toBe(journalOf(state));
      const trading = await hedge(cwd, ["executor", "--config", lab.config, ...SPAN, "--state", state, "--json"]);
      expect([trading.exitCode, (JSON.parse(trading.stdout) as { code: string }).code]).toEqual([8, "standby_fenced"]);
      rmSync(join(cwd, "taken"), { recursive: true });
      rmSync(join(cwd, state), { recursive: true });
    }, 180_000);
  });
});
