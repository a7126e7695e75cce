import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { withLivePolicies } from "../../../../src/core/app/live/venue-config.js";
import { planReload } from "../../../../src/core/app/reload/plan-reload.js";
import { ReloadDesk } from "../../../../src/core/app/reload/reload-desk.js";
import type { Config } from "../../../../src/core/config/config-files.js";
import { configHash } from "../../../../src/core/config/hash.js";
import { loadConfig } from "../../../../src/core/config/load.js";
import { setAtPath } from "../../../../src/core/config/paths.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import { STRATEGIES } from "../../../../src/core/strategies/registry.js";

function shipped(): Config {
  const loaded = loadConfig({
    directory: "config",
    env: {},
    files: nodeFiles,
    strategies: STRATEGIES,
    dotEnvPath: null,
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

const CONFIG = shipped();
const FOLLOWED = { files: CONFIG, held: CONFIG };

function changed(changes: Readonly<Record<string, unknown>>): Config {
  let tree: unknown = CONFIG;
  for (const [path, value] of Object.entries(changes)) tree = setAtPath(tree, path, value);
  return tree as Config;
}

function planned(read: Config): { readonly changes: readonly string[]; readonly refused: readonly string[] } {
  const plan = planReload(FOLLOWED, read);
  if (!plan.ok) throw new Error(plan.error);
  const paths = (rows: readonly { readonly path: string }[]): readonly string[] => rows.map(({ path }) => path);
  return { changes: paths(plan.value.changes), refused: paths(plan.value.refused) };
}

describe("planReload", () => {
  it.each([
    ["risk_limits.global.max_leverage", 2],
    ["risk_limits.per_symbol.BTCUSDT.max_order_notional", 1],
    ["risk_limits.nav_freshness_seconds", 99],
    ["risk_limits.restricted_symbols", ["BTCUSDT"]],
  ])("takes %s", (path, value) => {
    expect(planned(changed({ [path]: value }))).toEqual({ changes: [path], refused: [] });
  });

  it("takes the policy of the router and sizing", () => {
    const [key = "", was] =
      Object.entries(CONFIG.strategy_config.sizing).find(([, value]) => typeof value === "number") ?? [];
    const [route = "", offset] =
      Object.entries(CONFIG.router_policy).find(([, value]) => typeof value === "number") ?? [];
    const paths = [`router_policy.${route}`, `strategy_config.sizing.${key}`];
    const read = changed({ [paths[0]!]: Number(offset) / 2, [paths[1]!]: Number(was) / 2 });
    expect(planned(read)).toEqual({ changes: paths, refused: [] });
  });

  it.each([
    ["risk_limits.reset_timezone", "Europe/Berlin"],
    ["risk_limits.quote_symbols", ["USDT"]],
    ["strategy_config.poll_seconds", 60],
    ["strategy_config.exits.protect_deadline_ms", 9_000],
    ["runtime.live.foreign_orders", "ignore"],
    ["venues.binance.prod.rest", "https://elsewhere.example"],
    ["accounts.default", "other"],
  ])("leaves %s as it was, and names it", (path, value) => {
    expect(planned(changed({ [path]: value }))).toEqual({ changes: [], refused: [path] });
  });

  it("keeps what the venue said of itself, which no file has", () => {
    const held = changed({
      "venues.binance.instruments.BTCUSDT.liquidation_fee_rate": 0.02,
      "runtime.live.time_scale": 60,
    });
    const plan = planReload({ files: CONFIG, held }, changed({ "risk_limits.global.max_leverage": 2 }));
    if (!plan.ok) throw new Error(plan.error);
    expect(plan.value.held).toEqual({ ...held, risk_limits: plan.value.files.risk_limits });
    expect(plan.value.changes.map(({ path }) => path)).toEqual(["risk_limits.global.max_leverage"]);
  });

  it("gives no entry at an unknown venue its whole size, where a live session had halved it", () => {
    const held = withLivePolicies(CONFIG);
    expect([CONFIG, held].map(({ router_policy: { unknown_size_factor } }) => unknown_size_factor)).toEqual([1, 0.5]);
    const read = changed({ "router_policy.maker_timeout_seconds": 7 });
    const plan = planReload({ files: CONFIG, held }, read, withLivePolicies);
    if (!plan.ok) throw new Error(plan.error);
    expect(plan.value.held.router_policy).toEqual({ ...held.router_policy, maker_timeout_seconds: 7 });
    expect(plan.value.changes.map(({ path }) => path)).toEqual(["router_policy.maker_timeout_seconds"]);
  });

  it("refuses limits that name what only a restart would bring", () => {
    const universe = [...CONFIG.pairs_universe.universe, { ...CONFIG.pairs_universe.universe[0]!, symbol: "NEWUSDT" }];
    const read = changed({
      "pairs_universe.universe": universe,
      "risk_limits.per_symbol.NEWUSDT": { max_order_notional: 1_000 },
    });
    const plan = planReload(FOLLOWED, read);
    expect(plan.ok ? "" : plan.error).toContain("risk_limits.json per_symbol.NEWUSDT");
  });
});

describe("ReloadDesk", () => {
  function deskReading(read: () => Config): ReloadDesk {
    return new ReloadDesk({ read, hashOf: configHash, codeVersion: "1.0.0" }, FOLLOWED);
  }

  it("has nothing to say before it is asked, and one line for two words that came together", () => {
    const desk = deskReading(() => changed({ "risk_limits.global.max_leverage": 2 }));
    let woken = 0;
    desk.onArrival(() => (woken += 1));
    expect(desk.take(1)).toBeNull();
    desk.ask();
    desk.ask();
    expect([woken, desk.hasMail]).toEqual([2, true]);
    expect(desk.take(7)).toMatchObject({ type: "config.reloaded", atMs: 7, changes: [{ before: 3, after: 2 }] });
    expect([desk.take(8), desk.hasMail]).toEqual([null, false]);
  });

  it("carries the hash that a start with the same files will have", () => {
    const files = changed({ "risk_limits.global.max_leverage": 2 });
    const desk = deskReading(() => files);
    desk.ask();
    expect(desk.take(1)).toMatchObject({ configHash: configHash(files) });
  });

  it("answers with the reason where the files can't be used, and compares with what held before it the next time", () => {
    let read = (): Config => {
      throw new Failure("config_invalid", 3, "risk_limits.json: no JSON");
    };
    const desk = deskReading(() => read());
    desk.ask();
    expect(desk.take(1)).toEqual({ type: "config.refused", atMs: 1, reason: "risk_limits.json: no JSON" });
    read = () => changed({ "risk_limits.global.max_leverage": 2 });
    desk.ask();
    desk.take(2);
    read = () => CONFIG;
    desk.ask();
    expect(desk.take(3)).toMatchObject({ changes: [{ path: "risk_limits.global.max_leverage", before: 2, after: 3 }] });
  });
});
