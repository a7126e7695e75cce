import { describe, expect, it } from "vitest";
import { checkMemory, checkNode, checkPlatform, checkTerminal } from "../../../../src/core/ops/doctor/environment.js";

const MIB = 1_024 * 1_024;

describe("Node", () => {
  it.each([
    ["20.18.3", "fail"],
    ["20.19.0", "pass"],
    ["20.20.2", "pass"],
    ["18.99.0", "fail"],
    ["22.0.0", "pass"],
    ["24.1.0", "pass"],
    ["next", "fail"],
  ])("%s: %s", (nodeVersion, status) => {
    expect(checkNode({ nodeVersion })).toMatchObject({ id: "environment.node", status });
  });

  it("names the version it found and the one that is needed", () => {
    expect(checkNode({ nodeVersion: "20.18.3" }).detail).toBe("Node 20.18.3, needed: 20.19 or newer");
  });
});

describe("platform", () => {
  it.each([
    ["linux", true, "pass"],
    ["linux", false, "pass"],
    ["darwin", true, "pass"],
    ["darwin", false, "fail"],
    ["win32", true, "fail"],
  ])("%s, flock %s: %s", (platform, hasFlock, status) => {
    expect(checkPlatform({ platform, hasFlock }).status).toBe(status);
  });

  it("says which lock takes the place of flock on Linux", () => {
    expect(checkPlatform({ platform: "linux", hasFlock: false }).detail).toContain("abstract socket");
  });
});

describe("memory", () => {
  it.each([
    [512 * MIB, "pass"],
    [512 * MIB - 1, "warn"],
    [128 * MIB, "warn"],
    [128 * MIB - 1, "fail"],
    [Number.NaN, "fail"],
  ])("%d bytes available: %s", (availableMemoryBytes, status) => {
    expect(checkMemory({ availableMemoryBytes }).status).toBe(status);
  });

  it("names what there is and what is wanted", () => {
    expect(checkMemory({ availableMemoryBytes: 300 * MIB }).detail).toBe(
      "300 MiB available, a run over the bundled data wants 512 MiB",
    );
  });
});

describe("terminal", () => {
  const terminal = { interactive: true, width: 80, colour: true, term: "xterm-256color" };

  it("takes 80 columns and warns at 79", () => {
    expect(checkTerminal(terminal)).toMatchObject({ status: "pass", detail: "xterm-256color, 80 columns, colours" });
    expect(checkTerminal({ ...terminal, width: 79 })).toMatchObject({
      status: "warn",
      fix: "widen the terminal to 80 columns",
    });
  });

  it("is skipped where the output is a pipe, however narrow", () => {
    expect(checkTerminal({ ...terminal, interactive: false, width: 20 }).status).toBe("skip");
  });

  it("says that TERM is not set and that there are no colours", () => {
    expect(checkTerminal({ ...terminal, term: null, colour: false }).detail).toBe(
      "TERM not set, 80 columns, no colours",
    );
  });
});
