import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visibleWidth } from "../../src/core/lib/text.js";
import { directoryWithState, hedge } from "./hedge.js";

let cwd = "";
beforeAll(() => {
  cwd = directoryWithState("paper");
});
afterAll(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const parse = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe("the documents of the contract", () => {
  it("risk show --json, to the letter", async () => {
    const { stdout, stderr, exitCode } = await hedge(cwd, ["risk", "show", "--json"]);
    expect(stdout).toBe(
      '{"schema":"hedge.risk/1","mode":"paper","tradingState":"ACTIVE","causes":[],' +
        '"nav":{"value":"100020","at":"2024-05-01T02:00:00Z","ageMs":0,"fresh":true},"limits":[' +
        '{"rule":"R09","scope":"global gross","used":1210,"limit":100000,"unit":"usd","headroom":98790,"usage":0.0121},' +
        '{"rule":"R13","scope":"global","used":1,"limit":4,"unit":"count","headroom":3,"usage":0.25},' +
        '{"rule":"R03","scope":"account:main","used":null,"limit":5,"unit":"usd","headroom":null,"usage":null}],' +
        '"cooldowns":[{"scope":"symbol","key":"SOLUSDT","until":"2024-05-01T09:00:00Z","reason":"stop"}],' +
        '"vetoes":{"last":{"id":"veto2","at":"2024-05-01T01:00:00Z","strategy":"momentum","symbol":"ETHUSDT","primary":"R06"},' +
        '"windowMs":86400000,"total":2,"byRule":{"R06":2}}}',
    );
    expect([stderr, exitCode]).toEqual(["", 0]);
  });

  it("status --json, to the letter, exit 0 for a session that has ended", async () => {
    const { stdout, exitCode } = await hedge(cwd, ["status", "--json"]);
    expect(stdout).toBe(
      '{"schema":"hedge.status/1","mode":"paper","alive":false,"ended":true,"tradingState":"ACTIVE","causes":[],' +
        '"at":"2024-05-01T02:00:00Z","nav":{"value":"100020","ageMs":0},"dayPnl":"20","dayPnlPct":0.0002,"drawdown":0,' +
        '"grossExposure":0.01209758048390322,"netExposure":0.01209758048390322,"positions":1,"openOrders":2,' +
        '"unknownOrders":1,"unprotectedSeconds":0,"vetoes":{"windowMs":86400000,"total":2,"last":{"id":"veto2",' +
        '"at":"2024-05-01T01:00:00Z","strategy":"momentum","symbol":"ETHUSDT","primary":"R06"}},' +
        '"venues":[{"venue":"paper","state":"up","ackP50Ms":40,"ackP95Ms":44,"streamAgeMs":0}],' +
        '"alerts":[{"severity":"warning","code":"unknown_orders","message":"outcome of 1 order(s) unknown, counted as exposure: lost1"}]}',
    );
    expect(exitCode).toBe(0);
  });

  it.each([
    [["positions"], "hedge.positions/1", 1],
    [["orders"], "hedge.orders/1", 4],
    [["orders", "--open"], "hedge.orders/1", 2],
    [["orders", "--unknown"], "hedge.orders/1", 1],
    [["vetoes"], "hedge.vetoes/1", 2],
    [["vetoes", "--since", "2024-05-01T01:00Z", "--rule", "R06"], "hedge.vetoes/1", 1],
    [["nav"], "hedge.nav/1", 3],
    [["nav", "--since", "1h"], "hedge.nav/1", 2],
  ])("%o --json is one %s document with %i items", async (words, schema, count) => {
    const { stdout, exitCode } = await hedge(cwd, [...words, "--json"]);
    const document = parse(stdout);
    expect(Object.keys(document)).toEqual(["schema", "mode", "at", "items"]);
    expect([document["schema"], (document["items"] as unknown[]).length, exitCode]).toEqual([schema, count, 0]);
  });

  it("vetoes --json has the records of risk_vetoes.jsonl unchanged", async () => {
    const { stdout } = await hedge(cwd, ["vetoes", "--json"]);
    const lines = readFileSync(join(cwd, "cache/paper/risk_vetoes.jsonl"), "utf8").trimEnd().split("\n");
    expect(stdout).toContain(`"items":[${lines.join(",")}]`);
  });
});

describe("router show", () => {
  it("--json has the rows of router_health.json unchanged, and of one symbol with --symbol", async () => {
    const { stdout, exitCode } = await hedge(cwd, ["router", "show", "--symbol", "BTCUSDT", "--json"]);
    const file = parse(readFileSync(join(cwd, "cache/paper/router_health.json"), "utf8"));
    expect(Object.keys(parse(stdout))).toEqual(["schema", "mode", "at", "items", "schedules", "circuits"]);
    const { items, schedules, circuits } = file;
    expect(parse(stdout)).toMatchObject({ schema: "hedge.router/1", items, schedules, circuits });
    expect(exitCode).toBe(0);
  });

  it("answers a mistyped symbol with the one meant, exit 2", async () => {
    const { stdout, exitCode } = await hedge(cwd, ["router", "show", "--symbol", "BTCUSD", "--json"]);
    const failure = parse(stdout);
    expect(failure).toMatchObject({ code: "unknown_symbol" });
    expect(failure["fix"]).toMatch(/did you mean BTCUSDT/);
    expect(exitCode).toBe(2);
  });
});

describe("an executor that died", () => {
  it("makes status exit 4 and the document is still whole", async () => {
    const dead = directoryWithState("paper");
    writeFileSync(join(dead, "cache/paper/journal/000001.jsonl"), '{"type":"cycle.decided"}\n');
    const { stdout, exitCode } = await hedge(dead, ["status", "--json"]);
    expect(parse(stdout)).toMatchObject({ alive: false, ended: false, alerts: [{ severity: "critical" }, {}] });
    expect(exitCode).toBe(4);
    rmSync(dead, { recursive: true });
  });
});

describe("failures", () => {
  it.each([
    [["vetoes", "--rule", "R99"], 2, { code: "unknown_rule", path: "--rule", value: "R99", fix: /R09/ }],
    [["vetoes", "--rule", "min_notinal"], 2, { code: "unknown_rule", fix: /did you mean min_notional\?/ }],
    [["vetoes", "--since", "soon"], 2, { code: "invalid_value", path: "--since", fix: /24h, 7d/ }],
    [["vetoes", "--rul", "R06"], 2, { code: "unknown_flag", value: "--rul", fix: /did you mean --rule\?/ }],
    [["prefs", "get", "theme", "page"], 2, { code: "usage", message: /Unexpected argument: page/ }],
    [["orders", "--open", "--unknown"], 2, { code: "usage" }],
    [["status", "--watch", "0"], 2, { code: "usage", message: /^--watch: Expected an integer greater/ }],
    [["positions", "--log-level", "loud"], 2, { code: "usage", message: /error, warn, info, debug/ }],
    [["positions", "--state", "nowhere"], 3, { code: "state_missing", file: "nowhere", fix: /hedge executor/ }],
    [["prefs", "get", "them"], 2, { code: "unknown_preference", fix: /did you mean theme\?/ }],
    [["prefs", "set", "theme", "clasic"], 2, { code: "invalid_value", fix: /did you mean classic\?/ }],
  ])("%o --json exits %i with one error document", async (words, exitCode, expected) => {
    const ending = await hedge(cwd, [...words, "--json"]);
    expect(ending.exitCode).toBe(exitCode);
    const document = parse(ending.stdout);
    expect(Object.keys(document).slice(0, 4)).toEqual(["schema", "mode", "code", "message"]);
    expect(document["schema"]).toBe("hedge.error/1");
    for (const [member, value] of Object.entries(expected)) {
      if (value instanceof RegExp) expect(document[member]).toMatch(value);
      else expect(document[member]).toBe(value);
    }
    expect(ending.stderr).toBe("");
  });

  it("without --json go to stderr, nothing to stdout", async () => {
    const { stdout, stderr, exitCode } = await hedge(cwd, ["vetoes", "--rule", "R99"]);
    expect([stdout, exitCode]).toEqual(["", 2]);
    expect(stderr).toMatch(/^error: there is no rule "R99"\npath: {2}--rule\n/);
  });

  it("of a damaged file name file and place, exit 3", async () => {
    const damaged = directoryWithState("paper");
    const file = join(damaged, "cache/paper/positions.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"qty":"0.02"', '"qty":0.02'));
    const { stdout, exitCode } = await hedge(damaged, ["positions", "--json"]);
    expect(parse(stdout)).toMatchObject({
      code: "state_invalid",
      file: "cache/paper/positions.json",
      path: "items.0.qty",
    });
    expect(exitCode).toBe(3);
    rmSync(damaged, { recursive: true });
  });
});

describe("the state directory", () => {
  it("is the only mode directory there is, silently", async () => {
    const other = directoryWithState("dry-run");
    const { stdout, stderr } = await hedge(other, ["risk", "show", "--json"]);
    expect([parse(stdout)["mode"], stderr]).toEqual(["dry-run", ""]);
    rmSync(other, { recursive: true });
  });

  it("is the one of the newest heartbeat where there are two, named on stderr; a preference goes first", async () => {
    const two = directoryWithState("paper", "testnet");
    const { stdout, stderr } = await hedge(two, ["risk", "show", "--json"]);
    expect(parse(stdout)["mode"]).toBe("testnet");
    expect(stderr).toContain("reading cache/testnet (2 modes have state");
    await hedge(two, ["prefs", "set", "profile", "paper"]);
    expect(parse((await hedge(two, ["risk", "show", "--json"])).stdout)["mode"]).toBe("paper");
    rmSync(two, { recursive: true });
  });
});

describe("screens", () => {
  const screens = [["status"], ["positions"], ["orders"], ["vetoes"], ["nav"], ["risk", "show"], ["status", "--plain"]];

  it.each(screens)("%s %s fits 80 columns and has no colour in a pipe", async (...words) => {
    const { stdout, exitCode } = await hedge(
      cwd,
      words.filter((word) => typeof word === "string"),
    );
    expect(exitCode).toBe(0);
    expect(stdout.length).toBeGreaterThan(40);
    expect(stdout).not.toContain("\u001b");
    for (const line of stdout.split("\n")) expect(visibleWidth(line)).toBeLessThanOrEqual(80);
  });

  it.each(["positions", "orders", "vetoes", "risk show", "status"])(
    "%s paints no escape that a file brought along",
    async (words) => {
      const hostile = directoryWithState("paper");
      for (const name of ["positions.json", "orders.jsonl", "risk_vetoes.jsonl", "risk_state.json", "health.json"]) {
        const file = join(hostile, "cache/paper", name);
        const escape = String.raw`\u001b[2J\u001b]0;owned\u0007\u202e`;
        const text = readFileSync(file, "utf8").replace(
          /BTCUSDT|ETHUSDT|SOLUSDT|"venue":"paper/g,
          (found) => `${found}${escape}`,
        );
        writeFileSync(file, text);
      }
      const { stdout, exitCode } = await hedge(hostile, words.split(" "));
      expect(exitCode).toBe(0);
      expect(stdout).not.toMatch(/[\u001b\u0007\u202e]|owned/);
      for (const line of stdout.split("\n")) expect(visibleWidth(line)).toBeLessThanOrEqual(80);
      rmSync(hostile, { recursive: true });
    },
  );

  it("say that there is nothing, where there is nothing", async () => {
    const { stdout } = await hedge(cwd, ["vetoes", "--rule", "R09"]);
    expect(stdout).toBe("PAPER  vetoes  2024-05-01 02:00Z\nno veto");
  });

  it("status --watch ends by itself when the session has ended", async () => {
    const { stdout, exitCode } = await hedge(cwd, ["status", "--watch", "--plain"]);
    expect(exitCode).toBe(0);
    expect(stdout.match(/^mode: paper$/gm)).toHaveLength(1);
  });
});

describe("help", () => {
  it.each(["status", "positions", "orders", "vetoes", "nav", "risk show", "prefs get", "prefs set", "prefs path"])(
    "of %s has at least 2 examples and the global flags",
    async (words) => {
      const { stdout } = await hedge(cwd, [...words.split(" "), "--help"]);
      expect(stdout.match(/\$ hedge |\$EDITOR/g)?.length ?? 0).toBeGreaterThanOrEqual(2);
      for (const flag of ["--config", "--state", "--json", "--no-color", "--log-level"]) expect(stdout).toContain(flag);
    },
  );
});

describe("prefs", () => {
  it("keeps what was set, in the file that `prefs path` names", async () => {
    const home = directoryWithState();
    await hedge(home, ["prefs", "set", "theme", "classic"]);
    expect(parse((await hedge(home, ["prefs", "get", "theme", "--json"])).stdout)).toMatchObject({
      ...{ schema: "hedge.prefs/1", mode: null, values: { theme: "classic" } },
    });
    const { stdout: path } = await hedge(home, ["prefs", "path"]);
    expect(parse(readFileSync(path, "utf8"))).toEqual({ theme: "classic" });
    rmSync(home, { recursive: true });
  });

  it("takes a value that somebody wrote by hand and that means nothing as not set", async () => {
    const home = directoryWithState();
    const { stdout: path } = await hedge(home, ["prefs", "path"]);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, '{"theme":["\\u001b[2J"],"page":"nowhere"}');
    const { stdout } = await hedge(home, ["prefs", "get", "--json"]);
    expect(parse(stdout)["values"]).toEqual({ theme: "default", page: "overview", profile: "paper" });
    rmSync(home, { recursive: true });
  });

  it("says which file is broken, exit 3", async () => {
    const home = directoryWithState();
    const { stdout: path } = await hedge(home, ["prefs", "path"]);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, '{"theme":');
    const { stdout, exitCode } = await hedge(home, ["prefs", "get", "--json"]);
    expect(parse(stdout)).toMatchObject({ code: "preferences_invalid", file: path });
    expect(exitCode).toBe(3);
    rmSync(home, { recursive: true });
  });
});
