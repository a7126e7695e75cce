import { describe, expect, test } from "vitest";
import { getAtPath, setAtPath } from "../../../src/core/config/paths.js";

const tree = { global: { max: 3 }, strategies: [{ id: "momentum", params: { fast: 20 } }] };

describe("paths", () => {
  test("a list member is found by place and by id", () => {
    expect(getAtPath(tree, "strategies.0.params.fast")).toBe(20);
    expect(getAtPath(tree, "strategies.momentum.params.fast")).toBe(20);
    expect(getAtPath({ universe: [{ symbol: "BTCUSDT", tier: "CORE" }] }, "universe.BTCUSDT.tier")).toBe("CORE");
  });

  test.each(["global.min", "strategies.1.id", "strategies.momentun.id", "global.max.deeper", "constructor.name"])(
    "%s leads nowhere",
    (path) => {
      expect(getAtPath(tree, path)).toBeUndefined();
    },
  );

  test("a write makes a copy and missing objects, and leaves the original alone", () => {
    const changed = setAtPath(tree, "strategies.momentum.params.slow", 50);
    expect(changed).toEqual({ ...tree, strategies: [{ id: "momentum", params: { fast: 20, slow: 50 } }] });
    expect(setAtPath(tree, "per_symbol.BTCUSDT.max", 1)).toMatchObject({ per_symbol: { BTCUSDT: { max: 1 } } });
    expect(tree.strategies[0]?.params).toEqual({ fast: 20 });
  });

  test("null can be written", () => {
    expect(setAtPath(tree, "global.max", null)).toMatchObject({ global: { max: null } });
  });

  test.each(["global.__proto__.polluted", "__proto__", "global.max.deeper", "strategies.7.id"])(
    "%s can't be written",
    (path) => {
      expect(setAtPath(tree, path, 1)).toBeNull();
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    },
  );
});
