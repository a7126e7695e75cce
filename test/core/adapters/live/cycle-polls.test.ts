import { describe, expect, it } from "vitest";
import { CyclePolls } from "../../../../src/core/adapters/live/cycle-polls.js";
import { HOUR_MS, MINUTE_MS } from "../../../../src/core/lib/time.js";
import { createManualClock } from "../resilience/manual-clock.js";

const GRACE_MS = 30_000;

/** Polls every 5 minutes beside hourly bars; the last bar told closed at `toldMs` before the clock began, at 0. */
function bench({
  toldMs = 0,
  speed = 1,
  graceMs = GRACE_MS,
}: Partial<Record<"toldMs" | "speed" | "graceMs", number>> = {}) {
  const wall = createManualClock();
  const startMs = wall.nowMs();
  const sinceMs = (): number => (wall.nowMs() - startMs) * speed;
  const closing = new AbortController();
  const seen: { readonly minute: number; readonly late: boolean }[] = [];
  const skew = { ms: 0 };
  const venueClock = { nowMs: () => sinceMs() + skew.ms, speed };
  const polls: CyclePolls = new CyclePolls(
    {
      ...{ clock: wall, venueClock, pollMs: 5 * MINUTE_MS, barMs: HOUR_MS, graceMs },
      poll: (atMs, isLate) => seen.push({ minute: atMs / MINUTE_MS, late: isLate(toldMs) }),
      closing: closing.signal,
    },
    toldMs,
  );
  const done = polls.run();
  const advance = (minutes: number): Promise<void> => wall.advance(Math.round(minutes * MINUTE_MS));
  const minutes = (): readonly number[] => seen.map(({ minute }) => minute);
  return { polls, skew, advance, seen, minutes, close: () => closing.abort(), done };
}

describe("cycles between two bars", () => {
  it("are asked for every 5 minutes, and not at the hour while its bars are awaited", async () => {
    const { polls, advance, minutes, close, done } = bench();
    await advance(60);
    expect(minutes()).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]);
    await advance(0.25);
    polls.barsTold(HOUR_MS);
    await advance(10);
    expect(minutes().slice(11)).toEqual([65.25, 70.25]);
    close();
    await done;
  });

  it("go on with the bars that were awaited, not with the end of their grace time: 60:15 and 5 minutes, not 80:00", async () => {
    const { polls, advance, minutes, close, done } = bench({ graceMs: 20 * MINUTE_MS });
    await advance(60.25);
    polls.barsTold(HOUR_MS);
    await advance(11);
    expect(minutes().slice(11)).toEqual([65.25, 70.25]);
    close();
    await done;
  });

  it("that wake 70 s late, at 6:10 behind the bar of 6:00, wait for it like any other", async () => {
    const { polls, skew, advance, minutes, close, done } = bench({ toldMs: 6 * MINUTE_MS - HOUR_MS });
    skew.ms = 70_000;
    await advance(5 + 10 / 60);
    expect(minutes()).toEqual([]);
    polls.barsTold(6 * MINUTE_MS);
    await advance(5);
    expect(minutes()).toHaveLength(1);
    close();
    await done;
  });

  it("count from the last bars: those of 4:59 put the poll off to 9:59", async () => {
    const { polls, advance, minutes, close, done } = bench({ toldMs: 4 * MINUTE_MS + 59_000 - HOUR_MS });
    await advance(5 - 1 / 60);
    polls.barsTold(4 * MINUTE_MS + 59_000);
    await advance(5 + 1 / 60);
    expect(minutes()).toEqual([10 - 1 / 60]);
    close();
    await done;
  });

  it("go on without any bar, and call one late 30 s after its close: at 60:30, not at 55:00", async () => {
    const { advance, seen, close, done } = bench();
    await advance(66);
    expect(seen.slice(-3)).toEqual([
      { minute: 55, late: false },
      { minute: 60.5, late: true },
      { minute: 65.5, late: true },
    ]);
    close();
    await done;
  });

  it("come every 5 minutes of wall time at a venue whose clock runs 10 times as fast", async () => {
    const { polls, advance, minutes, close, done } = bench({ speed: 10 });
    await advance(5);
    // 50 venue minutes later: the bars of the hour come first.
    expect(minutes()).toEqual([50]);
    await advance(1.01);
    polls.barsTold(HOUR_MS);
    await advance(5);
    expect(minutes()).toHaveLength(2);
    close();
    await done;
  });

  it("end with the session", async () => {
    const { advance, minutes, close, done } = bench();
    close();
    await done;
    await advance(6);
    expect(minutes()).toEqual([]);
  });
});
