import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { SERVICES, type ServicePlan, SYNC_CREDENTIALS } from "../../../../src/core/ops/services/service-plan.js";
import { systemdUnit } from "../../../../src/core/ops/services/systemd-unit.js";
import { samplePlan } from "./sample-plan.js";

const hasVerify = spawnSync("systemd-analyze", ["--version"], { stdio: "ignore" }).status === 0;
const directory = mkdtempSync(join(tmpdir(), "hedge-units-"));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function linesOf(plan: ServicePlan, name: (typeof SERVICES)[number]): readonly string[] {
  return systemdUnit(plan, name).split("\n");
}

describe("a unit of the machine", () => {
  it("in production: ENV and two keys for the executor alone, and no leave to write", () => {
    const plan = samplePlan({ mode: "prod" });
    const executor = linesOf(plan, "hedge-executor");
    expect(executor).toContain("Environment=ENV=prod");
    expect(executor).toContain("LoadCredential=BINANCE_API_SECRET:/etc/hedge/credentials/BINANCE_API_SECRET");
    const all = SERVICES.map((name) => systemdUnit(plan, name)).join("");
    expect(all.match(/LoadCredential=/g)).toHaveLength(2);
    expect(all).not.toContain("ALLOW_PROD_WRITE");
  });

  it("the mirror is handed the keys of its store and channels that lie there, and none of the venue's", () => {
    const syncCredentials = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "HEDGE_TELEGRAM_TOKEN"];
    const plan = samplePlan({ mode: "prod", syncCredentials });
    const handed = (name: (typeof SERVICES)[number]) =>
      linesOf(plan, name).flatMap((line) => /^LoadCredential=(\w+):/.exec(line)?.[1] ?? []);
    expect(SERVICES.map(handed)).toEqual([["BINANCE_API_KEY", "BINANCE_API_SECRET"], [], syncCredentials]);
    expect(linesOf(plan, "hedge-sync")).toContain(
      "LoadCredential=AWS_ACCESS_KEY_ID:/etc/hedge/credentials/AWS_ACCESS_KEY_ID",
    );
  });

  it("opens the ports that the shipped prometheus.yml asks, before the file with settings of one's own", () => {
    const asked = readFileSync(new URL("../../../../config/observability/prometheus.yml", import.meta.url), "utf8");
    const targets = [...asked.matchAll(/job_name: (\S+)\n[^]*?targets: \["127\.0\.0\.1:(\d+)"\]/g)];
    const opened = targets.map(([, name]) => {
      const lines = linesOf(samplePlan(), name as (typeof SERVICES)[number]);
      const port = lines.findIndex((line) => /^Environment=HEDGE_\w+_HEALTH_PORT=/.test(line));
      expect(lines.findIndex((line) => line.startsWith("EnvironmentFile="))).toBeGreaterThan(port);
      return [name, lines[port]?.split("=").at(-1)];
    });
    expect(opened).toEqual(targets.map(([, name, port]) => [name, port]));
    expect(opened).toHaveLength(2);
  });

  it("may write to its state, the shared locks and the mirror's directory, the dashboard to nothing", () => {
    const places = (name: (typeof SERVICES)[number]) =>
      linesOf(samplePlan(), name).filter((line) => line.startsWith("ReadWritePaths="));
    expect(places("hedge-executor")).toEqual(["ReadWritePaths=-/var/lib/hedge/paper", "ReadWritePaths=-/run/lock"]);
    expect(places("hedge-sync")).toEqual(["ReadWritePaths=-/var/lib/hedge/paper", "ReadWritePaths=-/mnt/mirror"]);
    expect(places("hedge-dashboard")).toEqual([]);
  });

  it("after the exit codes 2, 3, 7, 8 and 9 the executor stays down, the dashboard only after 2", () => {
    expect(linesOf(samplePlan(), "hedge-executor")).toContain("RestartPreventExitStatus=2 3 7 8 9");
    expect(linesOf(samplePlan(), "hedge-dashboard")).toContain("RestartPreventExitStatus=2");
  });

  it("is read again by systemctl reload, and tells the mirror where the configuration stands", () => {
    const executor = linesOf(samplePlan(), "hedge-executor");
    expect(executor).toContain("ExecReload=/bin/kill -HUP $MAINPID");
    const starts = SERVICES.map((name) => linesOf(samplePlan(), name).find((line) => line.startsWith("ExecStart=")));
    for (const line of starts) expect(line).toContain(` --config ${samplePlan().config} `);
  });

  it("hands spaces, percent signs, dollars and quotes over as they are", () => {
    const [line] = linesOf(samplePlan({ state: '/srv/a b/100%/$x"y' }), "hedge-executor").filter((text) =>
      text.startsWith("ExecStart="),
    );
    expect(line).toContain('--state "/srv/a b/100%%/$$x\\"y"');
  });
});

describe.skipIf(!hasVerify)("systemd-analyze verify (Debian package systemd)", () => {
  const plans: readonly (readonly [string, ServicePlan])[] = [
    ["paper, of the machine", samplePlan()],
    ["prod, of the machine", samplePlan({ mode: "prod", syncCredentials: [...SYNC_CREDENTIALS] })],
    ["paper, of a user", samplePlan({ user: null, environmentFile: null })],
    ["odd places", samplePlan({ state: "/srv/a b/100%/x", root: "/tmp" })],
  ];

  it.each(plans)("%s: has nothing to say of the three units", (_name, plan) => {
    const files = SERVICES.map((name) => {
      const file = join(directory, `${name}.service`);
      writeFileSync(file, systemdUnit(plan, name));
      return file;
    });
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...files], { encoding: "utf8" });
    const ours = stderr.split("\n").filter((line) => line.includes("hedge-"));
    expect([status, ours]).toEqual([0, []]);
  });

  it("the shipped units: the same, and little is left to them", () => {
    const files = SERVICES.map((name) => {
      const shipped = new URL(`../../../../config/services/${name}.service`, import.meta.url);
      const file = join(directory, `${name}.service`);
      writeFileSync(file, readFileSync(shipped, "utf8").replace("/usr/bin/node", process.execPath));
      return file;
    });
    expect(spawnSync("systemd-analyze", ["verify", "--man=no", ...files]).status).toBe(0);
    const asked = ["security", "--offline=yes", "--threshold=25", "--no-pager", files[0] ?? ""];
    const { status, stdout } = spawnSync("systemd-analyze", asked, { encoding: "utf8" });
    // 0.0 is the least exposed, 10.0 a service without any setting.
    expect([status, /exposure level for \S+ ([\d.]+)/.exec(stdout)?.[1]]).toEqual([
      0,
      expect.stringMatching(/^[12]\./),
    ]);
  });
});
