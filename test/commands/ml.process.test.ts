import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { config, type Ended, type Env, Lab, MONTH } from "../e2e/lab.js";
import { plantedModel } from "../support/planted-model.js";

const lab = new Lab();
const where = ["--config", config, "--state", "cache/paper"];
const SETTING = "HEDGE__STRATEGY_CONFIG__SCREENER__META_SIGNAL__MODEL";

interface Model {
  readonly id: string;
  readonly verdict: string | null;
  readonly checks: readonly { readonly name: string; readonly pass: boolean }[];
  readonly hashes: Readonly<Record<string, string>>;
  readonly files: { readonly folder: string };
}

async function ml(words: readonly string[], exitCode: number): Promise<Model> {
  const ended = await lab.hedge(["ml", ...words, ...where, "--json"]);
  expect([ended.stderr, ended.exitCode]).toEqual(["", exitCode]);
  return JSON.parse(ended.stdout) as Model;
}

/** A record of the registry, and the environment that names it. */
function named(name: string, record: object): Env {
  const file = `cache/paper/models/${name}/record.json`;
  mkdirSync(lab.path(`cache/paper/models/${name}`), { recursive: true });
  writeFileSync(lab.path(file), JSON.stringify(record));
  return { [SETTING]: lab.path(file) };
}

afterAll(() => {
  lab.dispose();
});

describe("hedge ml over the bundled hours", { timeout: 180_000 }, () => {
  let trained: Model;

  beforeAll(async () => {
    const span = ["--symbols", "BTCUSDT,ETHUSDT,SOLUSDT", "--from", "2023-01-01", "--to", "2024-01-01"];
    trained = await ml(["train", "--strategy", "momentum", "--kind", "logistic", ...span], 0);
  }, 180_000);

  it("learns a model, which is in the registry with its hashes and not evaluated", async () => {
    expect(trained).toMatchObject({ schema: "hedge.ml-model/1", mode: null, verdict: null, evaluation: null });
    expect(await ml(["show", trained.id], 0)).toMatchObject({ id: trained.id, hashes: trained.hashes, verdict: null });
    const all = await ml(["show"], 0);
    expect(all).toMatchObject({ items: [{ id: trained.id }], broken: [] });
  });

  it("a start and the audit refuse it before its evaluation and after one that it failed (exit 4), with the remedy", async () => {
    const env = { [SETTING]: lab.path(`${trained.files.folder}/record.json`) };
    await refused(env, "was never evaluated", `hedge ml evaluate ${trained.id}`);
    const judged = await ml(["evaluate", trained.id], 4);
    expect(judged.verdict).toBe("fail");
    expect(judged.checks.filter(({ pass }) => !pass).map(({ name }) => name)).toContain("skill");
    expect(await ml(["show", trained.id], 0)).toMatchObject({ verdict: "fail" });
    await refused(env, "failed its evaluation", "Leave the key out");
  });
});

async function refused(env: Env, words: string, remedy: string): Promise<void> {
  const started = await lab.hedge(["executor", ...MONTH, "--state", "cache/refused", "--json"], env);
  const audited = await lab.hedge(["audit", "config", "--config", config, "--json"], env);
  expect([started.exitCode, audited.exitCode]).toEqual([3, 4]);
  for (const { stdout, stderr } of [started, audited]) {
    const said = stdout + stderr;
    for (const part of ["screener.meta_signal.model", words, remedy]) expect(said).toContain(part);
  }
}

describe("a month with a model that passed", { timeout: 180_000 }, () => {
  const record = plantedModel();
  let ended: Ended;

  beforeAll(async () => {
    const env = named(record.id, record);
    ended = await lab.hedge(["executor", ...MONTH, "--state", "cache/on", "--json"], env);
  }, 180_000);

  it("keeps what it said with the features that it saw, and replays to the same decisions without the file", async () => {
    expect([ended.stderr, ended.exitCode]).toEqual(["", 0]);
    const lines = readFileSync(lab.path("cache/on/journal/000001.jsonl"), "utf8").trim().split("\n");
    const said = lines
      .filter((line) => line.includes('"predictions":'))
      .flatMap(
        (line) => (JSON.parse(line) as { predictions: readonly { features: object; model: string }[] }).predictions,
      );
    expect(said.length).toBeGreaterThan(20);
    expect(new Set(said.map(({ model, features }) => `${model} ${Object.keys(features).join()}`))).toEqual(
      new Set([`${record.id} return168`]),
    );
    const replayed = await lab.hedge(["replay", "--state", "cache/on", "--assert", "--json"]);
    expect([replayed.stderr, replayed.exitCode]).toEqual(["", 0]);
  });

  it("page 0 says which model is on, and never that none is", async () => {
    const shown = await lab.hedge(["tui", "--state", "cache/on", "--once", "--json"]);
    expect(shown.stderr).toBe("");
    const { ml: view } = JSON.parse(shown.stdout) as { ml: Record<string, unknown> };
    expect(shown.stdout.slice(0, 300)).toContain("hedge.tui/1");
    expect(view).toMatchObject({ model: { id: record.id, strategy: "momentum", hashes: record.hashes } });
    expect((view["predictions"] as readonly unknown[]).length).toBeGreaterThan(20);
    expect(view["live"]).toMatchObject({ promisedBrier: 0.23 });
    const page = await lab.hedge(["tui", "--state", "cache/on", "--once", "--page", "ml"], {
      COLUMNS: "80",
      LINES: "24",
    });
    expect(page.stdout).toContain("logistic-planted: logistic regression on entries of momentum");
    expect(page.stdout).not.toMatch(/no model/i);
  });
});
