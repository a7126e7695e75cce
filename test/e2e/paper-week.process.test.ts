import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { root } from "../core/config/support.js";

it("paper-week trades whatever key of a real session this shell has, and ends venue and executor with it on SIGTERM: 143", async () => {
  const place = mkdtempSync(join(tmpdir(), "hedge-paper-week-"));
  const temporary = join(place, "tmp");
  mkdirSync(temporary);
  const real = {
    BINANCE_API_KEY_FILE: join(place, "no-such-key"),
    MAIN_BINANCE_API_KEY: "the-real-key",
    HEDGE__VENUES__BINANCE__TESTNET__REST: "http://127.0.0.1:1",
  };
  const env = { ...process.env, ...real, TMPDIR: temporary, HEDGE_SHARED_DIR: temporary };
  const script = spawn(process.execPath, [join(root, "scripts", "paper-week.mjs")], { env });
  let said = "";
  for (const stream of [script.stdout, script.stderr]) stream.on("data", (text: Buffer) => (said += text.toString()));
  // Closed only once nobody has the terminal any more, its children included.
  const closed = new Promise<number | null>((resolve) => script.once("close", resolve));
  const isTrading = (): boolean =>
    readdirSync(temporary).some((name) => existsSync(join(temporary, name, "state", "control.sock")));
  try {
    while (!isTrading() && script.exitCode === null) await sleep(50);
    expect(said).not.toMatch(/Error|the-real-key/);
    script.kill("SIGTERM");
    expect(await closed).toBe(143);
    expect(readdirSync(temporary).filter((name) => name.startsWith("hedge-week-"))).toEqual([]);
  } finally {
    script.kill("SIGTERM");
    rmSync(place, { recursive: true, force: true });
  }
});
