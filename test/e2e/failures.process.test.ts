import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askingIn, type Tree } from "./asking.js";
import * as documents from "./documents.js";
import { config, Lab, MONTH } from "./lab.js";

const lab = new Lab();
const ask = askingIn(lab);

beforeAll(async () => {
  await ask(["executor", ...MONTH, "--once"], documents.executorSummary);
});

afterAll(() => {
  lab.dispose();
});

const meant = (name: string): string => expect.stringContaining(`did you mean ${name}?`) as string;

const isAssignment = (word: string): boolean => /^[A-Z]+=/.test(word);

describe("a failure under --json is one hedge.error/1 on stdout", () => {
  const rows: readonly (readonly [words: string, exitCode: number, error: Tree])[] = [
    ["nonsense", 2, { mode: null, code: "unknown_command", value: "nonsense" }],
    ["positons", 2, { code: "unknown_command", fix: meant("positions") }],
    ["orders --opne", 2, { code: "unknown_flag", value: "--opne", fix: meant("--open") }],
    ["positions extra", 2, { code: "usage" }],
    ["status --state a --state b", 2, { code: "usage", message: "Flag --state can only be specified once" }],
    ["status --state nowhere", 3, { mode: null, code: "state_missing", file: "nowhere" }],
    ["risk explain nonsense", 2, { code: "unknown_id", value: "nonsense" }],
    ["vetoes --rule R6", 2, { code: "unknown_rule", path: "--rule", fix: meant("R06") }],
    ["screen --symbol ETHUSD", 2, { code: "unknown_symbol", path: "--symbol", fix: meant("ETHUSDT") }],
    ["report --state nowhere", 3, { mode: null, code: "state_missing" }],
    ["report --out fund.docx", 2, { code: "bad_out", path: "--out", value: "fund.docx" }],
    ["report --run nothing", 2, { code: "unknown_run" }],
    ["dashboard --state nowhere", 3, { mode: null, code: "state_missing" }],
    ["dashboard --port 70000", 2, { code: "usage" }],
    ["nav --since NaN", 2, { code: "invalid_value", path: "--since", value: "NaN" }],
    ["prefs set theme nomo", 2, { mode: null, path: "theme", value: "nomo", fix: meant("mono") }],
    ["executor --speed NaN", 2, { code: "invalid_value", path: "--speed" }],
    ["executor --cycles 0", 2, { code: "usage" }],
    ["executor --jsonl", 2, { code: "usage" }],
    ["executor --state new --from 2031-01-01", 2, { mode: "paper", code: "bad_span", path: "--from" }],
    ["executor --fresh --mode testnet", 2, { mode: "testnet", code: "fresh_refused" }],
    ["executor --mode testnet", 7, { mode: "testnet", code: "mode_mismatch", path: "ENV" }],
    ["ENV=prod executor --prod", 7, { mode: "prod", path: "ALLOW_PROD_WRITE" }],
    ["ENV=staging executor", 7, { mode: "paper", code: "mode_mismatch", value: "staging" }],
  ];

  it.each(rows)("%s: exit %i", async (line, exitCode, error) => {
    const words = line.split(" ").filter((word) => !isAssignment(word));
    const env = Object.fromEntries(
      line
        .split(" ")
        .filter(isAssignment)
        .map((word) => word.split("=") as [string, string]),
    );
    const where = words[0] === "executor" ? ["--config", config] : [];
    expect(await ask([...words, ...where], documents.failure, { exitCode, env })).toMatchObject(error);
  });

  it("a mistyped key in the environment: file, path, value and what was meant, exit 3", async () => {
    const env = { HEDGE__RISK_LIMITS__GLOBAL__MAX_LEVRAGE: "3" };
    const tree = await ask(["executor", "--config", config, "--state", "new"], documents.failure, { exitCode: 3, env });
    expect(tree).toMatchObject({ mode: "paper", value: "3", fix: expect.stringContaining("max_leverage") as string });
    expect(tree["path"]).toContain("MAX_LEVRAGE");
  });

  const order = ["risk", "whatif", "--symbol", "BTCUSDT", "--side", "buy"];

  it.each(["NaN", "0", "-1", "Infinity", "1e3", ""])("whatif --notional %j exits 2", async (notional) => {
    const tree = await ask([...order, `--notional=${notional}`], documents.failure, { exitCode: 2 });
    expect(tree).toMatchObject({ code: "invalid_value", path: "--notional", value: notional });
  });

  it("counts each known command and topic once", async () => {
    const { fix } = (await ask(["zzz"], documents.failure, { exitCode: 2 })) as { fix: string };
    const listed = fix
      .replace(/^known: /, "")
      .replace(/ and \d+ more$/, "")
      .split(", ");
    // 64 commands, help, autocomplete, and the topics accounts, audit, backtest, data, fund, journal, ml, paper, prefs,
    // risk, router, services.
    expect(listed.length + Number(/ and (\d+) more$/.exec(fix)?.[1] ?? 0)).toBe(78);
  });
});
