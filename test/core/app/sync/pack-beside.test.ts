import { describe, expect, it } from "vitest";
import { PackBeside } from "../../../../src/core/app/sync/pack-beside.js";
import { EMPTY_CHAIN } from "../../../../src/core/sync/slot.js";

/** Processes that end when they are told to, and what was said of them. */
function beside() {
  const started: (readonly string[])[] = [];
  const ends: ((exitCode: number | null) => void)[] = [];
  const signals: string[] = [];
  const notes: string[] = [];
  const time = { ms: 5_000 };
  const packer = new PackBeside({
    clock: { monotonicMs: () => time.ms },
    directory: "cache/prod",
    onNote: (text) => notes.push(text),
    start: (words) => {
      started.push(words);
      const ended = new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve) => {
        ends.push((exitCode) => {
          resolve({ exitCode, stdout: "", stderr: "no space left\n" });
        });
      });
      const signal = (name: string): void => {
        signals.push(name);
        ends.at(-1)?.(null);
      };
      return { ended, signal };
    },
  });
  const see = (segment: number, phase: "running" | "unreachable" = "running"): void => {
    packer.see({ phase, end: { ...EMPTY_CHAIN, segment } });
  };
  const beCalm = (): void => {
    time.ms += 60_000;
  };
  return { packer, see, started, ends, signals, notes, beCalm };
}

const settled = (): Promise<void> => Promise.resolve().then(() => undefined);

describe("packing beside the mirror", () => {
  it("starts none in its first minute, then one process when the mirror has reached the third segment, and another for each later one", async () => {
    const { see, started, ends, notes, beCalm } = beside();
    see(9);
    expect(started).toEqual([]);
    beCalm();
    for (const segment of [1, 2, 2]) see(segment);
    expect(started).toEqual([]);
    see(3, "unreachable");
    expect(started).toEqual([]);
    see(3);
    see(4);
    expect(started).toEqual([["journal", "compact", "--state", "cache/prod", "--json"]]);
    ends[0]?.(0);
    await settled();
    see(3);
    expect(started).toHaveLength(1);
    see(4);
    expect(started).toHaveLength(2);
    expect(notes).toEqual([]);
  });

  it("says what it failed of, and tries again at the next segment, not before", async () => {
    const { see, started, ends, notes, beCalm } = beside();
    beCalm();
    see(3);
    ends[0]?.(5);
    await settled();
    expect(notes).toEqual(["old segments were not packed, they stay as they are: no space left"]);
    see(3);
    expect(started).toHaveLength(1);
    see(4);
    expect(started).toHaveLength(2);
  });

  it("ends its process with the mirror, and says nothing of that", async () => {
    const { packer, see, signals, notes, beCalm } = beside();
    beCalm();
    see(7);
    await packer.close();
    expect([signals, notes]).toEqual([["SIGTERM"], []]);
    await beside().packer.close();
  });
});
