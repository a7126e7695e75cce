import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hedge } from "./hedge.js";

let state = "";
beforeAll(async () => {
  state = join(mkdtempSync(join(tmpdir(), "hedge-status-at-")), "state");
  const days = ["--from", "2024-03-01", "--to", "2024-03-08"];
  await hedge(process.cwd(), ["executor", ...days, "--state", state, "--json"]);
}, 60_000);
afterAll(() => {
  rmSync(join(state, ".."), { recursive: true, force: true });
});

const status = (...words: readonly string[]) => hedge(process.cwd(), ["status", "--state", state, ...words]);

interface Status {
  readonly at: string;
  readonly ended: boolean;
  readonly positions: number;
  readonly nav: { readonly value: string };
}

describe("status --at", () => {
  it("tells NAV and positions of 14:00 from the journal, of the very cycle that nav.jsonl has, exit 0", async () => {
    const { stdout, exitCode } = await status("--at", "2024-03-05T14:00Z", "--json");
    const then = JSON.parse(stdout) as Status;
    const { stdout: series } = await hedge(process.cwd(), [
      "nav",
      "--since",
      "2024-03-05T14:00Z",
      "--state",
      state,
      "--json",
    ]);
    const [first] = (JSON.parse(series) as { items: readonly { at: string; nav: string }[] }).items;
    expect(then).toMatchObject({ at: "2024-03-05T14:00:00Z", ended: false });
    expect([then.at, then.nav.value]).toEqual([first?.at, first?.nav]);
    expect(exitCode).toBe(0);
    const { stdout: newest } = await status("--json");
    expect((JSON.parse(newest) as Status).nav.value).not.toBe(then.nav.value);
  });

  it("says on the screen that this is how it stood, not that nobody runs", async () => {
    const { stdout } = await status("--at", "2024-03-05T14:00Z");
    expect(stdout).toContain("2024-03-05 14:00Z");
    expect(stdout).toMatch(/session +as it stood then, from its journal/);
    expect(stdout).not.toContain("NOT RUNNING");
  });

  it.each(["2020-01-01", "yesterday"])("refuses --at %s, exit 2", async (at) => {
    const { stdout, exitCode } = await status("--at", at, "--json");
    expect([JSON.parse(stdout), exitCode]).toMatchObject([{ schema: "hedge.error/1", value: at }, 2]);
  });
});
