import { afterAll, beforeAll, expect, it } from "vitest";
import { type ConfiguringEvent, isConfiguring } from "../../src/core/domain/configuring-event.js";
import type { JournalEvent } from "../../src/core/domain/event.js";
import { started } from "../support/snapshot-lab.js";
import { ProcessLab } from "./support/process-lab.js";
import { until } from "./support/venue-lab.js";

type Tree = Record<string, unknown>;

let lab: ProcessLab;

beforeAll(async () => {
  lab = await ProcessLab.open();
});
afterAll(() => lab.dispose());

const configurations = (): readonly ConfiguringEvent[] =>
  lab.lines().flatMap((line) => {
    const event = JSON.parse(line) as JournalEvent;
    return isConfiguring(event) ? [event] : [];
  });

it("a testnet session takes a limit by SIGHUP, is killed with two positions, and starts from a snapshot under that limit, with the stop that filled meanwhile in its books", async () => {
  const first = lab.executor();
  await lab.untilHeld(2);
  lab.edit("risk_limits.json", (tree) => ({ ...tree, global: { ...(tree["global"] as Tree), max_leverage: 2 } }));
  first.kill("SIGHUP");
  await until(() => lab.lines('"type":"config.reloaded"').length === 1, "config.reloaded", 60_000);
  expect(JSON.parse(lab.lines('"type":"config.reloaded"')[0]!)).toMatchObject({
    changes: [{ path: "risk_limits.global.max_leverage", before: 3, after: 2, effect: "tightens" }],
    refused: [],
  });
  first.kill("SIGKILL");
  await first;

  const compacted = await lab.hedge("journal", "compact");
  expect(compacted.exitCode, compacted.stdout).toBe(0);
  const { snapshotSeq, seq } = started(lab.state, "testnet");
  expect(snapshotSeq).toBeGreaterThan(1_000);
  expect(snapshotSeq).toBeLessThan(seq);
  lab.market.crash("ETHUSDT", lab.venue.market.time.nowMs());
  await lab.untilHeld(1);

  const known = lab.lines('"type":"order.filled"').length;
  const second = lab.executor();
  await until(() => lab.lines('"type":"order.filled"').length > known, "the stop that filled meanwhile", 60_000);
  second.kill("SIGTERM");
  const { exitCode, stderr } = await second;
  expect(exitCode, stderr).toBe(143);
  expect(await lab.differences()).toEqual([]);
  // A pace that was measured otherwise is told again, under the same hash: what the venue made of the files is kept.
  const [begun, reloaded, ...others] = configurations();
  const { risk_limits } = reloaded!.config as Tree;
  expect(reloaded!.config).toEqual({ ...(begun!.config as Tree), risk_limits });
  expect(others.map(({ configHash }) => configHash)).toEqual(others.map(() => reloaded!.configHash));
  const limits = await lab.hedge("risk", "show");
  expect(limits.stdout).toMatch(/"rule":"R05","scope":"account:main"[^}]*"limit":2,/);
  const replayed = await lab.hedge("replay", "--assert");
  expect(replayed.exitCode, replayed.stdout).toBe(0);
}, 240_000);
