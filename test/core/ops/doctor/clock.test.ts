import { describe, expect, it } from "vitest";
import { checkSkew, checkSystemClock, checkTimeZone } from "../../../../src/core/ops/doctor/clock.js";

const BUILT_MS = Date.UTC(2026, 10, 22, 12);
const facts = { nowMs: BUILT_MS, builtAtMs: BUILT_MS, newestStateMs: null, localZone: "UTC" };

describe("system clock", () => {
  it("may be one minute behind the build, not 60.001 seconds", () => {
    expect(checkSystemClock({ ...facts, nowMs: BUILT_MS - 60_000 }).status).toBe("pass");
    expect(checkSystemClock({ ...facts, nowMs: BUILT_MS - 60_001 })).toMatchObject({
      status: "fail",
      detail: "the clock says 2026-11-22T11:58:59.999Z, but this build was made 2026-11-22T12:00:00Z",
    });
  });

  it("warns when the state was written more than one minute in the future", () => {
    expect(checkSystemClock({ ...facts, newestStateMs: BUILT_MS + 60_000 }).status).toBe("pass");
    expect(checkSystemClock({ ...facts, newestStateMs: BUILT_MS + 60_001 }).status).toBe("warn");
  });

  it("passes where neither the build nor a state is dated", () => {
    expect(checkSystemClock({ ...facts, builtAtMs: null })).toMatchObject({
      status: "pass",
      detail: "2026-11-22T12:00:00Z",
    });
  });

  it("fails on a clock that is no number", () => {
    expect(checkSystemClock({ ...facts, nowMs: Number.NaN }).status).toBe("fail");
  });
});

it("names the local zone, or says that it is not known, and that UTC is what counts", () => {
  expect(checkTimeZone({ localZone: "Africa/Johannesburg" }).detail).toBe(
    "Africa/Johannesburg; hedge shows and books UTC",
  );
  expect(checkTimeZone({ localZone: null }).detail).toBe("local zone not known; hedge shows and books UTC");
});

describe("skew", () => {
  const real = { offsetMs: 0, speed: 1, isLoopback: false };

  it("is skipped with the reason where no venue was asked", () => {
    expect(checkSkew("paper", null)).toMatchObject({ status: "skip", detail: "paper: no venue" });
    expect(checkSkew("testnet", null)).toMatchObject({
      status: "skip",
      detail: "not asked: `hedge doctor --venue V` measures it",
    });
  });

  it("of a real venue may be 500 ms either way, not 501", () => {
    expect(checkSkew("prod", { ...real, offsetMs: -500 })).toMatchObject({
      status: "pass",
      detail: "-500 ms, limit 500 ms",
    });
    expect(checkSkew("prod", { ...real, offsetMs: 501 })).toMatchObject({
      status: "fail",
      detail: "501 ms, limit 500 ms: no session starts",
    });
    expect(checkSkew("prod", { ...real, offsetMs: null }).status).toBe("fail");
  });

  it.each([
    [60.02, "60"],
    [598.7, "600"],
    [3_612, "3600"],
  ])(
    "of a paper venue on this machine, 837 days behind, is told and is no fault: %d as %s times as fast",
    (...pace) => {
      const [speed, shown] = pace;
      const venue = { offsetMs: -837 * 86_400_000, speed, isLoopback: true };
      const detail = `the paper venue lives in its own time, 837 days behind this machine, ${shown} times as fast; a session follows it`;
      expect(checkSkew("testnet", venue)).toMatchObject({ status: "pass", detail });
    },
  );
});
