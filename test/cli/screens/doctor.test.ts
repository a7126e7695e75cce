import { describe, expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import { paintDoctor } from "../../../src/cli/screens/doctor.js";

const checks = [
  { id: "environment.node", status: "pass", detail: "Node 20.20.2", fix: null },
  { id: "disk.space", status: "warn", detail: "500 MiB free, less than 1 GiB", fix: "free space on this disk" },
  { id: "journal.chain", status: "fail", detail: "000001.jsonl line 7: the hash does not fit", fix: "restore it" },
  { id: "journal.notes", status: "skip", detail: "nothing to see", fix: null },
] as const;

const plain = createPaper({ width: 80, colour: false });

describe("doctor screen", () => {
  it("begins with the worst, then the counts", () => {
    expect(paintDoctor(checks, plain).slice(0, 2)).toEqual([
      "doctor: fail: journal.chain",
      "4 checks: 1 failed, 1 warned, 1 passed, 1 skipped",
    ]);
    expect(paintDoctor(checks.slice(0, 1), plain)[0]).toBe("doctor: well");
    expect(paintDoctor(checks.slice(0, 2), plain)[0]).toBe("doctor: warn: disk.space");
  });

  it("groups by subject and puts the fix below its row", () => {
    expect(paintDoctor(checks, plain).slice(2)).toEqual([
      "",
      "environment",
      "  pass  node   Node 20.20.2",
      "",
      "disk",
      "  warn  space  500 MiB free, less than 1 GiB",
      "               fix: free space on this disk",
      "",
      "journal",
      "  fail  chain  000001.jsonl line 7: the hash does not fit",
      "               fix: restore it",
      "  skip  notes  nothing to see",
    ]);
  });

  it.each([40, 60, 80])("fills no line over %d columns, and loses no word", (width) => {
    const detail = "every word of a long explanation must be there even where the terminal is narrow ".repeat(3).trim();
    const lines = paintDoctor(
      [{ id: "a.b", status: "warn", detail, fix: detail }],
      createPaper({ width, colour: false }),
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines.join(" ").match(/explanation/g)).toHaveLength(6);
  });

  it("says the same with colours", () => {
    const escape = String.fromCharCode(27);
    const coloured = paintDoctor(checks, createPaper({ width: 80, colour: true }));
    expect(coloured.some((line) => line.includes(escape))).toBe(true);
    const stripped = coloured.map((line) => line.replaceAll(new RegExp(`${escape}\\[[0-9;]*m`, "g"), ""));
    expect(stripped).toEqual(paintDoctor(checks, plain));
  });

  it("lets no control character of a file name reach the terminal", () => {
    const evil = { id: "state.\u001b[2J", status: "fail", detail: "a\u001b]0;b\u0007c", fix: "d\u001b[1A" } as const;
    expect(paintDoctor([evil], plain).join("")).not.toContain("\u001b");
  });
});
