import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, execaSync } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doctor, env, hedge, launcher, problems, root } from "./doctor-process.js";

const scratch = fs.mkdtempSync(join(tmpdir(), "hedge-doctor-"));
const session = join(scratch, "session");
const NOBODY = 65_534;
/** Only root can become another user, and the checkout may lie where that user can't read. */
const canBeNobody = process.getuid?.() === 0 && hedge(["--version"], { uid: NOBODY, cwd: "/" }).exitCode === 0;

function copyOfSession(name: string): string {
  const directory = join(scratch, name);
  fs.cpSync(session, directory, { recursive: true });
  for (const entry of ["", "journal"]) fs.chmodSync(join(directory, entry), 0o700);
  return directory;
}

beforeAll(() => {
  const { exitCode, stderr } = hedge(["executor", "--state", session, "--from", "2024-01-01", "--to", "2024-01-04"]);
  expect(exitCode, stderr).toBe(0);
});

afterAll(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
});

describe("a healthy machine", () => {
  it("has 0 problems after a finished session and leaves with 0", () => {
    const outcome = doctor(["--state", session]);
    expect(problems(outcome)).toEqual([]);
    expect(outcome.exitCode).toBe(0);
    expect(outcome.document).toMatchObject({ schema: "hedge.doctor/1", mode: "paper", ok: true });
    expect(Object.keys(outcome.document)).toEqual(["schema", "mode", "ok", "checks"]);
    expect(Object.keys(outcome.document.checks[0] ?? {})).toEqual(["id", "status", "detail", "fix"]);
  });

  it("has nothing to say about a directory that is empty, open or missing", () => {
    const empty = join(scratch, "empty");
    fs.mkdirSync(empty, { mode: 0o755 });
    for (const directory of [empty, join(scratch, "missing")]) {
      const outcome = doctor(["--state", directory]);
      expect(problems(outcome)).toEqual([]);
      expect(outcome.exitCode).toBe(0);
      expect(outcome.status).toMatchObject({ "state.modes": "skip", "journal.chain": "skip", "lock.holder": "skip" });
    }
    expect(fs.readdirSync(empty)).toEqual([]);
    expect(fs.existsSync(join(scratch, "missing"))).toBe(false);
  });

  it("gives every check its own id", () => {
    const ids = doctor(["--state", session]).document.checks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("a damaged state directory", () => {
  it("fails on one changed byte of the journal and names the line", () => {
    const directory = copyOfSession("changed-byte");
    const file = join(directory, "journal/000001.jsonl");
    const bytes = fs.readFileSync(file);
    const second = bytes.indexOf("\n") + 1;
    bytes[second + 40] = (bytes[second + 40] ?? 0) ^ 1;
    fs.writeFileSync(file, bytes);
    const outcome = doctor(["--state", directory]);
    expect(outcome.exitCode).toBe(4);
    expect(problems(outcome)).toEqual(["fail journal.chain"]);
    expect(outcome.detail("journal.chain")).toContain("journal/000001.jsonl line 2:");
  });

  it("warns of a torn tail and changes nothing", () => {
    const directory = copyOfSession("torn");
    const file = join(directory, "journal/000001.jsonl");
    const lines = fs.readFileSync(file, "utf8").trimEnd().split("\n").length;
    fs.appendFileSync(file, `{"seq":${String(lines + 1)},"at":"2024-`);
    const before = fs.readFileSync(file);
    const outcome = doctor(["--state", directory, "--fix"]);
    expect(outcome.status["journal.chain"]).toBe("warn");
    expect(fs.readFileSync(file).equals(before)).toBe(true);
  });

  it("names loose modes and leftovers; --fix sets 0600 and 0700, removes the leftover, and says so", () => {
    const directory = copyOfSession("loose");
    fs.chmodSync(join(directory, "positions.json"), 0o644);
    fs.chmodSync(join(directory, "journal"), 0o755);
    fs.writeFileSync(join(directory, "risk_state.json.tmp"), "{", { mode: 0o600 });
    fs.writeFileSync(join(directory, "my-notes.tmp"), "mine", { mode: 0o644 });
    expect(problems(doctor(["--state", directory]))).toEqual(["warn state.modes", "warn state.temporary-files"]);

    const repaired = doctor(["--state", directory, "--fix"]);
    expect(repaired.exitCode).toBe(0);
    expect(repaired.detail("repair.modes")).toContain("set 2 paths");
    expect(repaired.detail("repair.temporary-files")).toContain("risk_state.json.tmp");
    expect(fs.statSync(join(directory, "positions.json")).mode & 0o777).toBe(0o600);
    expect(fs.statSync(join(directory, "journal")).mode & 0o777).toBe(0o700);
    expect(fs.existsSync(join(directory, "risk_state.json.tmp"))).toBe(false);
    expect(fs.statSync(join(directory, "my-notes.tmp")).mode & 0o777).toBe(0o644);
  });

  it("names a telemetry file that is no JSON and one that is missing", () => {
    const directory = copyOfSession("telemetry");
    fs.writeFileSync(join(directory, "positions.json"), '{"schema":');
    fs.rmSync(join(directory, "nav_log.json"));
    const outcome = doctor(["--state", directory]);
    expect(problems(outcome)).toEqual(["warn telemetry.files", "fail telemetry.positions.json"]);
    expect(outcome.status["risk.protection"]).toBe("skip");
  });

  it("tells a session that was stopped from one whose executor was killed", () => {
    const directory = join(scratch, "paused");
    hedge(["executor", "--state", directory, "--from", "2024-01-01", "--to", "2024-01-04", "--cycles", "5"]);
    expect(problems(doctor(["--state", directory]))).toEqual([]);
    expect(doctor(["--state", directory]).detail("state.session")).toContain("stopped at 2024-01-01T");
    const health = join(directory, "health.json");
    fs.writeFileSync(health, fs.readFileSync(health, "utf8").replace('"state":"stopped"', '"state":"running"'), {
      mode: 0o600,
    });
    expect(problems(doctor(["--state", directory]))).toEqual(["warn state.session", "warn telemetry.heartbeat"]);
  });

  it.skipIf(!canBeNobody)("of another user is reported, not stumbled over (needs root to become nobody)", () => {
    const outcome = doctor(["--state", session], { uid: NOBODY, cwd: "/" });
    expect(outcome.exitCode).toBe(4);
    expect(outcome.status).toMatchObject({ "state.modes": "warn", "journal.chain": "fail", "disk.writable": "fail" });
  });
});

describe("an executor that holds the lock", () => {
  it("is named while it runs, and reported as frozen after SIGSTOP", async () => {
    const directory = join(scratch, "held");
    const words = ["executor", "--state", directory, "--jsonl", "--speed", "60"];
    const running = execa(process.execPath, [launcher, ...words], {
      cwd: root,
      env,
      extendEnv: false,
      reject: false,
      buffer: false,
    });
    try {
      await new Promise((resolve) => running.stdout.once("data", resolve));
      const alive = doctor(["--state", directory]);
      expect(alive.status["lock.holder"]).toBe("pass");
      expect(alive.detail("lock.holder")).toContain(`held by process ${String(running.pid)} since`);
      expect(alive.detail("state.session")).toContain("running");
      running.kill("SIGSTOP");
      const frozen = doctor(["--state", directory]);
      expect(frozen.status["lock.holder"]).toBe("fail");
      expect(frozen.detail("lock.holder")).toContain("frozen");
      expect(frozen.exitCode).toBe(4);
    } finally {
      running.kill("SIGKILL");
      await running;
    }
    expect(doctor(["--state", directory]).status["state.session"]).toBe("warn");
  });
});

describe("environment and configuration", () => {
  it("lists every problem of a broken configuration and goes on with the other checks", () => {
    const config = join(scratch, "config");
    fs.cpSync(join(root, "config"), config, { recursive: true });
    const limits = join(config, "risk_limits.json");
    fs.writeFileSync(limits, fs.readFileSync(limits, "utf8").replace('"global": {', '"global": { "max_leverag": 3,'));
    fs.rmSync(join(config, "venues.json"));
    const outcome = doctor(["--state", session, "--config", config]);
    expect(outcome.exitCode).toBe(4);
    expect(outcome.detail("config.files")).toContain("does not load");
    const listed = outcome.document.checks
      .filter(({ id }) => id.startsWith("config.problem-"))
      .map(({ detail }) => detail);
    expect(listed.some((detail) => detail.includes("risk_limits.json") && detail.includes("max_leverag"))).toBe(true);
    expect(listed.some((detail) => detail.includes("venues.json"))).toBe(true);
    expect(outcome.status).toMatchObject({ "journal.chain": "pass", "data.files": "pass" });
  });

  it("warns when an unfinished session began with another configuration", () => {
    const directory = join(scratch, "other-config");
    hedge(["executor", "--state", directory, "--from", "2024-01-01", "--to", "2024-01-04", "--cycles", "2"]);
    const outcome = doctor(["--state", directory], { env: { HEDGE__RISK_LIMITS__GLOBAL__MAX_LEVERAGE: "2" } });
    expect(problems(outcome)).toEqual(["warn state.inputs"]);
  });

  it("warns when a NAV of 300 is too small for some pairs, while 100,000 lets all trade", () => {
    const outcome = doctor(["--state", session], { env: { HEDGE__RUNTIME__PAPER__START_NAV_USDT: "300" } });
    expect(problems(outcome)).toEqual(["warn config.feasibility"]);
    expect(outcome.detail("config.feasibility")).toMatch(
      /^\d+ of 11 strategy × symbol pairs can trade at NAV 300; momentum on BTCUSDT/,
    );
    expect(doctor(["--state", session]).detail("config.feasibility")).toContain("11 of 11");
  });

  it("fails on an open .env with keys without showing them, and --fix closes it", () => {
    const folder = join(scratch, "open-env");
    fs.mkdirSync(folder);
    const file = join(folder, ".env");
    fs.writeFileSync(file, "BINANCE_API_SECRET=canary-7f3a\nENV=dev\n", { mode: 0o644 });
    fs.chmodSync(file, 0o644);
    const words = ["doctor", "--json", "--config", join(root, "config"), "--state", session];
    const { stdout, exitCode } = hedge(words, { cwd: folder });
    expect(exitCode).toBe(4);
    expect(stdout).toContain("BINANCE_API_SECRET");
    expect(stdout).not.toContain("canary");
    const repaired = doctor(["--state", session, "--fix"], { cwd: folder });
    expect(repaired.status["secrets.dot-env"]).toBe("pass");
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  it("fails where ENV and mode disagree, as the executor would", () => {
    const outcome = doctor(["--state", session], { env: { ENV: "staging" } });
    expect(problems(outcome)).toEqual(["fail environment.mode"]);
  });

  it("warns of --venue okx, which it can't ask, and answers a typo with the nearest name and exit 2", () => {
    expect(doctor(["--state", session, "--venue", "okx"]).status["venue.okx"]).toBe("warn");
    const { exitCode, stderr } = hedge(["doctor", "--venue", "binanse"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("did you mean binance?");
  });
});

describe("a small disk", () => {
  const mountPoint = join(scratch, "small");
  const isMounted = mountSmallDisk(mountPoint);

  afterAll(() => {
    if (isMounted) execaSync("umount", [mountPoint], { reject: false });
  });

  it.skipIf(!isMounted)("of 16 MiB, full to the last byte, fails by name (needs leave to mount a tmpfs)", () => {
    const directory = join(mountPoint, "state");
    fs.cpSync(session, directory, { recursive: true });
    fs.chmodSync(directory, 0o700);
    fill(join(mountPoint, "ballast"));
    const outcome = doctor(["--state", directory]);
    expect(outcome.status["disk.space"]).toBe("fail");
    expect(outcome.detail("disk.space")).toContain("0 bytes free");
    expect(outcome.status["journal.chain"]).toBe("pass");
  });

  it.skipIf(!isMounted)("that is read-only fails by name, and --fix reports that it could do nothing", () => {
    const directory = join(mountPoint, "state");
    fs.chmodSync(join(directory, "health.json"), 0o644);
    execaSync("mount", ["-o", "remount,ro", mountPoint]);
    const outcome = doctor(["--state", directory, "--fix"]);
    expect(outcome.exitCode).toBe(4);
    expect(outcome.detail("disk.writable")).toContain("the file system is read-only");
    expect(outcome.status["repair.modes"]).toBe("fail");
  });
});

function mountSmallDisk(mountPoint: string): boolean {
  fs.mkdirSync(mountPoint, { recursive: true });
  const mounted = execaSync("mount", ["-t", "tmpfs", "-o", "size=16M", "tmpfs", mountPoint], { reject: false });
  return mounted.exitCode === 0;
}

function fill(path: string): void {
  execaSync("dd", ["if=/dev/zero", `of=${path}`, "bs=4096"], { reject: false });
}
