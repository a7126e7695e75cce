import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isRoot } from "../../src/core/adapters/system/process.js";
import { SERVICES } from "../../src/core/ops/services/service-plan.js";
import { sparePort } from "../support/spare-port.js";
import { hasSupervisor, SupervisorLab } from "../support/supervisor-lab.js";
import { hedge } from "./hedge.js";

const lab = new SupervisorLab();
afterAll(() => lab.dispose());

const words = (text: string): string[] => text.split(" ");

async function json(line: string): Promise<{ exitCode: number | undefined; document: Record<string, unknown> }> {
  const { exitCode, stdout } = await hedge(lab.directory, [...words(line), "--json"]);
  return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
}

describe.skipIf(!hasSupervisor)("Debian's supervisor (apt-get install supervisor), the shipped file", () => {
  it("starts all three, starts each again after kill -9, and stops them cleanly", async () => {
    await lab.start();
    const first = await lab.running();
    expect([...first.keys()].sort()).toEqual([...SERVICES].sort());
    for (const pid of first.values()) process.kill(pid, "SIGKILL");
    const second = await lab.running(first);
    expect(lab.log().match(/terminated by SIGKILL; not expected/g)).toHaveLength(3);

    const services = await json("services status --manager supervisor");
    expect(services.document).toMatchObject({ installed: true });
    expect(services).toMatchObject({
      exitCode: 0,
      document: { services: SERVICES.map((name) => ({ name, state: "running" })) },
    });
    const logs = await json("services logs hedge-sync --manager supervisor");
    expect(JSON.stringify(logs.document)).toContain("9465");

    const status = await json("status --state cache/paper");
    expect(status).toMatchObject({ exitCode: 0, document: { alive: true, ended: false } });
    expect(await json("journal verify --state cache/paper")).toMatchObject({ document: { ok: true } });

    await lab.shutDown();
    const stops = [...lab.log().matchAll(/stopped: (\S+) \((.*)\)/g)].map(([, name, how]) => [name, how]);
    expect(stops.sort()).toEqual([...SERVICES].sort().map((name) => [name, "exit status 143"]));
    for (const pid of second.values()) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    const books = await json("status --state cache/paper");
    expect(books.document).toMatchObject({ alive: false });
    const mirror = await json("sync status --state cache/paper");
    expect(mirror.document).toMatchObject({ target: "file://cache/mirror", epoch: 1, fenced: false });
  }, 180_000);
});

describe.skipIf(!hasSupervisor)("hedge services under a supervisor of this user's own", () => {
  // Whoever runs the tests as root has to say so as well.
  const asRoot = isRoot() ? ["--user", "root"] : [];
  const file = join(lab.directory, "cache/services/supervisord.conf");

  it("installs, starts, tells how they do and what they wrote, and removes itself; twice is once", async () => {
    const port = String(await sparePort());
    const install = ["services", "install", "--manager", "supervisor", ...asRoot, "--port", port, "--json"];
    // What the shipped file has left there was shut down, and is none of this manager's.
    rmSync(join(lab.directory, "cache/supervisord.log"), { force: true });
    const before = await json("services status --manager supervisor");
    expect(before).toMatchObject({ exitCode: 4, document: { installed: false } });

    const installed = await hedge(lab.directory, install);
    expect([installed.exitCode, installed.stderr]).toEqual([0, ""]);
    expect(JSON.parse(installed.stdout)).toMatchObject({ started: false, files: [{ path: file, change: "written" }] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = JSON.parse((await hedge(lab.directory, [...install, "--start"])).stdout) as Record<string, unknown>;
    expect(again).toMatchObject({ started: true, files: [{ change: "unchanged" }] });
    expect((await hedge(lab.directory, [...install, "--start"])).exitCode).toBe(0);

    const isUp = async (): Promise<boolean> => (await json("services status --manager supervisor")).exitCode === 0;
    await expect.poll(isUp, { timeout: 60_000, interval: 500 }).toBe(true);
    const logs = await json("services logs hedge-dashboard --manager supervisor");
    expect(JSON.stringify(logs.document)).toContain("http://127.0.0.1:");

    const removed = await json(`services uninstall --manager supervisor ${asRoot.join(" ")}`.trim());
    expect(removed).toMatchObject({ exitCode: 0, document: { files: [{ path: file, change: "removed" }] } });
    expect(existsSync(file)).toBe(false);
    const twice = await json(`services uninstall --manager supervisor ${asRoot.join(" ")}`.trim());
    expect(twice).toMatchObject({ exitCode: 0, document: { files: [{ change: "absent" }] } });
    const pidFile = join(lab.directory, "cache/services/supervisord.pid");
    const isGone = (): boolean => {
      if (!existsSync(pidFile)) return true;
      const pid = Number(readFileSync(pidFile, "utf8"));
      return pid === 0;
    };
    await expect.poll(isGone, { timeout: 60_000 }).toBe(true);
  }, 180_000);
});
