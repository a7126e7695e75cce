import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../commands/doctor-process.js";
import { Lab } from "./lab.js";

const readme = readFileSync(join(root, "README.md"), "utf8");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const lab = new Lab();
/** Help of each command that the README names, by its words. */
const help = new Map<string, string>();

afterAll(() => {
  lab.dispose();
});

/** Commands that are topics as well. */
const VERBS_OF_COMMANDS = ["doctor signals", "sync status", "sync restore", "sync follow", "sync prune", "sync fetch"];
const TOPICS = [
  "backtest",
  "data",
  "risk",
  "journal",
  "audit",
  "prefs",
  "router",
  "paper",
  "accounts",
  "services",
  "fund",
  "ml",
];

interface Shown {
  readonly command: string;
  readonly flags: readonly string[];
}

/** `hedge risk show --json …` → its command and flags; assignments before it and what a shell adds are left out. */
function parse(line: string): Shown {
  const words = line.trim().split(/\s+/);
  const [first = "", second] = words;
  const isVerb = second !== undefined && /^[a-z]+$/.test(second);
  const takesVerb = isVerb && (TOPICS.includes(first) || VERBS_OF_COMMANDS.includes(`${first} ${second}`));
  const flags = words.filter((word) => word.startsWith("--")).map((word) => word.replace(/=.*/, ""));
  return { command: takesVerb ? `${first} ${second}` : first, flags };
}

/** Lines of the fenced blocks that a reader types. */
function typed(): readonly string[] {
  const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const lines = blocks.flatMap(([, language, body = ""]) =>
    body.split("\n").flatMap((line) => (language === "sh" ? [line] : line.startsWith("$ ") ? [line.slice(2)] : [])),
  );
  return lines
    .flatMap((line) => line.split("&&"))
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

interface Row {
  readonly shown: readonly Shown[];
  readonly flags: readonly string[];
}

/** The command table; `hedge positions · orders` names two commands. */
function table(): readonly Row[] {
  const rows = [...readme.matchAll(/^\| (`hedge [^|]*) \| (.*) \|$/gm)];
  return rows.map(([, first = "", second = ""]) => ({
    shown: [...first.matchAll(/`(?:hedge )?([^`]+)`/g)].map(([, words = ""]) => parse(words)),
    flags: [...second.matchAll(/`(--[a-z-]+)/g)].map(([, name = ""]) => name),
  }));
}

const HEDGE = /(?:^|(?<=`)|\s)(?:npx )?hedge (?=[a-z-])/;

const inBlocks = typed()
  .filter((line) => HEDGE.test(line))
  .map((line) => parse(line.replace(/.*?\bhedge /, "")));
const inTable = table();
const everywhere = [...inBlocks, ...inTable.flatMap(({ shown }) => shown)];
const names = [...new Set(everywhere.map(({ command }) => command))].sort();

beforeAll(async () => {
  // One start of --help for each; two at a time.
  const waiting = [...names];
  const lane = async (): Promise<void> => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const { exitCode, stdout, stderr } = await lab.hedge([...name.split(" "), "--help"]);
      help.set(name, exitCode === 0 && stderr === "" ? stdout : `exit ${String(exitCode)}: ${stderr}`);
    }
  };
  await Promise.all([lane(), lane()]);
});

/** `--flag` as a word of its own, as in `--json` but not in `--jsonl`. */
const offers = (text: string | undefined, flag: string): boolean =>
  new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(text ?? "");

describe("the README", () => {
  it("shows the commands this test looks for: 20 in blocks, 12 rows or more in the table, at most 70 to start", () => {
    const shown = inBlocks.map(({ command }) => command);
    const executors = Array<string>(5).fill("executor");
    const mirror = ["sync", "sync status", "sync restore"];
    const services = ["services install", "services install", "services status", "services logs"];
    const models = ["ml train", "ml evaluate", "ml show"];
    const others = ["arm", "status", "vetoes", ...models, "backtest worker", "backtest sweep", ...mirror, ...services];
    expect(shown).toEqual([...executors, ...others]);
    expect(inTable.map(({ shown }) => shown.length).filter((count) => count === 0)).toEqual([]);
    expect(inTable.length).toBeGreaterThanOrEqual(12);
    expect(names.length).toBeLessThanOrEqual(70);
  });

  it("names npm scripts that exist", () => {
    const wanted = [...readme.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = ""]) => name);
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((name) => scripts[name] === undefined)).toEqual([]);
    const lines = typed().filter((line) => line.startsWith("npm "));
    expect(lines).toEqual(["npm install", "npm install", "npm test", "npm install", "npm run paper-week"]);
  });

  it("shows no flag that its command does not have", () => {
    const rows = inTable.flatMap(({ shown, flags }) =>
      shown.map((one) => ({ ...one, flags: [...one.flags, ...flags] })),
    );
    const unknown = [...inBlocks, ...rows].flatMap(({ command, flags }) =>
      flags.filter((flag) => !offers(help.get(command), flag)).map((flag) => `${command} ${flag}`),
    );
    expect(unknown).toEqual([]);
  });

  it("says truly that each takes --json, --state, --config and --help", () => {
    const ours = names.filter((name) => name !== "autocomplete" && name !== "prefs");
    const missing = ours.flatMap((name) =>
      ["--json", "--state", "--config"]
        .filter((flag) => !offers(help.get(name), flag))
        .map((flag) => `${name} ${flag}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("--help of every command the README names", () => {
  it.each(names.filter((name) => !TOPICS.includes(name)))("%s: exists, with usage and examples of itself", (name) => {
    const text = help.get(name) ?? "";
    expect(text).toContain(`\nUSAGE\n  $ hedge ${name}`);
    const [, examples = ""] = text.split("\nEXAMPLES\n");
    expect(examples).toMatch(new RegExp(`\\bhedge ${name}\\b`));
    const shown = [...examples.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);
    expect(shown.filter((flag) => !offers(text.split("\nEXAMPLES\n")[0], flag))).toEqual([]);
  });

  it.each(TOPICS.filter((topic) => names.includes(topic)))("%s: lists its verbs", (topic) => {
    expect(help.get(topic)).toMatch(new RegExp(`\\nCOMMANDS\\n  ${topic} `));
  });

  it("nothing but the summary is wider than 80 columns", () => {
    const wide = [...help].flatMap(([name, text]) =>
      text
        .split("\n")
        .slice(1)
        .filter((line) => line.length > 80)
        .map((line) => `${name}: ${line}`),
    );
    expect(wide).toEqual([]);
  });
});
