import { afterAll, beforeAll, expect, it } from "vitest";
import type { FlattenDocument } from "../../src/core/app/operator/flatten-document.js";
import { ProcessLab } from "./support/process-lab.js";
import { until } from "./support/venue-lab.js";

let lab: ProcessLab;

beforeAll(async () => {
  lab = await ProcessLab.open();
});
afterAll(() => lab.dispose());

it("an executor freezes after it has taken the word, its closing orders on their way: flatten ends it and closes both positions, none of them twice", async () => {
  const executor = lab.executor();
  await lab.untilHeld(2);
  const match = { method: "POST", path: "/fapi/v1/order", reducing: true };
  lab.venue.faults.suffer({ on: "request", match, when: { times: 2 }, do: { kind: "delay", wall_ms: 2_000 } });
  const flatten = lab.hedge("flatten", "--yes");
  await until(() => lab.lines("operator.flattened").length === 1, "the word in the journal", 60_000);
  executor.kill("SIGSTOP");
  const { exitCode, stdout, stderr } = await flatten;
  expect(exitCode, stdout + stderr).toBe(0);
  const document = JSON.parse(stdout) as FlattenDocument;
  expect(document).toMatchObject({ flat: true, remaining: [], unknown: [], executor: "killed" });
  expect([document.killedPid, (await executor).signal]).toEqual([executor.pid, "SIGKILL"]);
  expect(document.closed.map(({ symbol, side }) => `${side} ${symbol}`).sort()).toEqual([
    "long BTCUSDT",
    "long ETHUSDT",
  ]);
  expect(await lab.held()).toEqual([0, 0]);
  expect(await lab.differences()).toEqual([]);
}, 240_000);
