import { describe, expect, it } from "vitest";
import { foldsOf } from "../../../../src/core/app/backtest/walkforward/fold-windows.js";
import { changedTexts, loaded } from "../../config/support.js";

const config = loaded(changedTexts({}), { dotEnvPath: null });
const wish = { folds: 2, mode: "rolling", trainPerTest: 3, purgeBars: null } as const;
const purgeOf = async (
  values: readonly number[] | null,
  purgeBars: number | null = null,
): Promise<number | undefined> => {
  const axes = values === null ? [] : [{ name: "max_bars", values }];
  const planned = await foldsOf({ config, strategy: "momentum", axes }, 5_000, {
    wish: { ...wish, purgeBars },
    holding: () => Promise.resolve(41.2),
  });
  return planned?.windows.purgeBars;
};

describe("bars between a train and its test", () => {
  it("are as many as the longest trade of all that is tried may last: 400 where max_bars of 24 and 400 are tried", async () => {
    expect(await purgeOf([24, 400])).toBe(400);
    expect(await purgeOf([400, 24])).toBe(400);
  });

  it("are the mean holding on the first train, rounded up, where nothing ends a trade by time", async () => {
    expect(await purgeOf(null)).toBe(42);
  });

  it("are those that were asked for, whatever is tried", async () => {
    expect(await purgeOf([24, 400], 10)).toBe(10);
  });
});
