import { describe, expect, it } from "vitest";
import { LatencyRecorder } from "../../../src/core/app/latency-recorder.js";

describe("decision latency", () => {
  it("knows nothing before the first decision: null, not 0", () => {
    expect(new LatencyRecorder().summary()).toEqual({ p50: null, p99: null, max: null });
  });

  it("gives nearest ranks over 1 to 100 ms in any order: 50, 99 and 100", () => {
    const recorder = new LatencyRecorder();
    for (let step = 0; step < 100; step++) recorder.add(((step * 37) % 100) + 1);
    expect(recorder.summary()).toEqual({ p50: 50, p99: 99, max: 100 });
  });

  it("rounds to a microsecond", () => {
    const recorder = new LatencyRecorder();
    recorder.add(1.234_567);
    expect(recorder.summary()).toEqual({ p50: 1.235, p99: 1.235, max: 1.235 });
  });

  it("keeps the newest 65,536 for its quantiles and the largest of all for its maximum", () => {
    const recorder = new LatencyRecorder();
    recorder.add(900);
    for (let step = 0; step < 65_536; step++) recorder.add(2);
    expect(recorder.summary()).toEqual({ p50: 2, p99: 2, max: 900 });
  });
});
