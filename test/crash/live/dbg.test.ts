import { cpSync, writeFileSync } from "node:fs";
import { it } from "vitest";
import { inLanes } from "../../support/crash-lanes.js";
import { runChain } from "../../support/live-chain.js";
import { openLiveLab } from "../../support/live-lab.js";
import { sampleChains } from "../../support/live-plan.js";

it("again", async () => {
  const lab = openLiveLab();
  const chain = sampleChains()[1]!;
  const all = Array.from({ length: 24 }, (_, n) => ({ ...chain, name: `again-${n}` }));
  await inLanes(all, [1, 2, 3], async (one) => {
    const result = await runChain(lab, one);
    process.stdout.write(`${one.name} ${JSON.stringify(result.trouble)}\n`);
    if (result.trouble.length > 0) cpSync(lab.path(one.name), `/tmp/keep/${one.name}`, { recursive: true });
    return result;
  });
  writeFileSync("/tmp/keep-done", "x");
}, 3_600_000);
