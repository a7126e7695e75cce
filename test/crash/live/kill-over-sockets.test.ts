import { afterAll, describe, expect, it } from "vitest";
import { inLanes } from "../../support/crash-lanes.js";
import { type ChainResult, countSites, runChain } from "../../support/live-chain.js";
import { openLiveLab } from "../../support/live-lab.js";
import { sampleChains, wholePlan } from "../../support/live-plan.js";

const lab = openLiveLab();
afterAll(() => {
  lab.dispose();
});

const tell = (results: readonly ChainResult[]): void => {
  const killed = results.flatMap((result) => result.killed).length;
  const unreached = results.flatMap((result) => result.unreached);
  const rest = unreached.length === 0 ? "" : `, not reached: ${unreached.join(", ")}`;
  process.stdout.write(`crash over sockets: ${String(killed)} kills in ${String(results.length)} chains${rest}\n`);
};

describe("SIGKILL of an executor that trades over sockets while faults run", () => {
  it("leaves no duplicate, no naked position and equal books after kills around sends, journal writes, syncs and at 6 random moments", async () => {
    const results = await inLanes(sampleChains(), [1, 2], (chain) => runChain(lab, chain));
    tell(results);
    expect(results.flatMap(({ trouble }) => trouble)).toEqual([]);
    expect(results.flatMap(({ unreached }) => unreached)).toEqual([]);
  }, 180_000);

  it.skipIf(process.env["HEDGE_TEST_LONG"] !== "1")(
    "leaves the same after kills before and after every write, sync, rename, connect and send, and at 100 random moments (HEDGE_TEST_LONG=1)",
    async () => {
      const counts = await countSites(lab);
      const sites = new Set([...Object.keys(counts.first), ...Object.keys(counts.second)]);
      expect([...sites]).toEqual(expect.arrayContaining(["send POST /fapi/v1/order", "open private socket"]));
      const results = await inLanes(wholePlan(counts), [1, 2], (chain) => runChain(lab, chain));
      process.stdout.write(`${String(sites.size)} sites\n`);
      tell(results);
      expect(results.flatMap(({ trouble }) => trouble)).toEqual([]);
      const killed = results.flatMap((result) => result.killed).length;
      const unreached = results.flatMap((result) => result.unreached).length;
      expect(unreached / killed).toBeLessThan(0.1);
    },
    3_600_000,
  );
});
