import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serviceNotice } from "../../../../src/core/adapters/system/service-notice.js";

let directory = "";

/** A stand-in for systemd-notify(1) that writes down what it was told. */
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-notice-"));
  const program = join(directory, "systemd-notify");
  writeFileSync(program, `#!/bin/sh\necho "$@" >>"${directory}/said"\n`);
  chmodSync(program, 0o755);
  writeFileSync(join(directory, "said"), "");
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const said = (): string[] => readFileSync(join(directory, "said"), "utf8").split("\n").filter(Boolean);
const env = (changes: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ PATH: `${directory}:/usr/bin:/bin`, ...changes });

describe("a service that systemd started", () => {
  it("is ready once, then gives three signs of life in the time after which none is a death", async () => {
    const notice = serviceNotice(env({ NOTIFY_SOCKET: "/run/x", WATCHDOG_USEC: "900000" }));
    await sleep(400);
    expect(said()).toEqual([]);
    notice.ready();
    notice.ready();
    await expect.poll(() => said().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
    await notice.close();
    const [first, ...others] = said();
    expect(first).toBe("--ready");
    expect(new Set(others)).toEqual(new Set(["WATCHDOG=1"]));
    const count = said().length;
    await sleep(700);
    expect(said()).toHaveLength(count);
  });

  it("gives no signs of life that another process is asked for, or nobody", async () => {
    for (const watchdog of [{ WATCHDOG_USEC: "300000", WATCHDOG_PID: "1" }, {}, { WATCHDOG_USEC: "never" }]) {
      const notice = serviceNotice(env({ NOTIFY_SOCKET: "/run/x", ...watchdog }));
      notice.ready();
      await sleep(300);
      await notice.close();
    }
    expect(said()).toEqual(["--ready", "--ready", "--ready"]);
  });

  it("says nothing where no manager asked, and goes on where systemd-notify is missing", async () => {
    const unasked = serviceNotice(env({}));
    unasked.ready();
    await unasked.close();
    expect(said()).toEqual([]);
    const missing = serviceNotice({ PATH: join(directory, "nowhere"), NOTIFY_SOCKET: "/run/x" });
    missing.ready();
    await missing.close();
  });
});
