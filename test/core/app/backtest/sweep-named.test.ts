import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { requirePageFile, writePage } from "../../../../src/core/app/backtest/report/page-file.js";
import { sweepNamed } from "../../../../src/core/app/backtest/sweep/sweep-folder.js";

const runs = mkdtempSync(join(tmpdir(), "hedge-named-"));
afterAll(() => {
  rmSync(runs, { recursive: true });
});
for (const [id, ...files] of [
  ["momentum-sweep-0a12", "sweep-manifest.json"],
  ["momentum-sweep-0a99", "sweep-manifest.json", "DONE.json"],
  ["vol_target-sweep-77", "sweep-manifest.json", "DONE.json"],
  ["momentum-run-1", "run.json"],
] as const) {
  mkdirSync(join(runs, id));
  for (const file of files) writeFileSync(join(runs, id, file), "{}");
}

describe("--resume", () => {
  it("takes an id, or the beginning of one alone, of a sweep that has ended as well", () => {
    expect(sweepNamed(nodeFiles, runs, "momentum-sweep-0a99")).toBe("momentum-sweep-0a99");
    expect(sweepNamed(nodeFiles, runs, "momentum-sweep-0a1")).toBe("momentum-sweep-0a12");
    expect(sweepNamed(nodeFiles, runs, "vol")).toBe("vol_target-sweep-77");
  });

  it.each([
    ["momentum", /^"momentum" begins 2 sweeps$/, "known: momentum-sweep-0a12, momentum-sweep-0a99"],
    [
      "nosuch",
      /^there is no sweep "nosuch" in/,
      "known: momentum-sweep-0a12, momentum-sweep-0a99, vol_target-sweep-77",
    ],
    ["", /^there is no sweep "" in/, "known: momentum-sweep-0a12, momentum-sweep-0a99, vol_target-sweep-77"],
  ])("refuses %j with the sweeps there are", (wanted, message, fix) => {
    const refuse = (): unknown => sweepNamed(nodeFiles, runs, wanted);
    expect(refuse).toThrow(message);
    expect(refuse).toThrow(expect.objectContaining({ exitCode: 2, place: { path: "--resume", value: wanted, fix } }));
  });
});

describe("--out of a report", () => {
  it("in a folder that is none is refused with what to do, before and at writing", () => {
    const out = join(runs, "none", "x.html");
    expect(() => {
      requirePageFile(out);
    }).toThrow(`--out ${out}: there is no folder ${join(runs, "none")}`);
    expect(() => {
      writePage(out, "");
    }).toThrow(expect.objectContaining({ code: "bad_out", exitCode: 3 }));
  });
});
