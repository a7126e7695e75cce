import { spawnSync } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { launcher } from "../commands/doctor-process.js";

describe("the launcher", () => {
  it.skipIf(!existsSync("/dev/full"))("says in one line that the output can't be written, exit 3", () => {
    const run = spawnSync(process.execPath, [launcher, "--version"], {
      stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
      encoding: "utf8",
    });
    expect(run.stderr).toMatch(/^error: standard output can't be written: ENOSPC[^\n]*\n$/);
    expect(run.status).toBe(3);
  });
});
