import { describe, expect, test } from "vitest";
import { type Effect, effectOf } from "../../../../src/core/ops/config-audit/effect.js";
import type { SettingFacts } from "../../../../src/core/lib/setting.js";

describe("effectOf", () => {
  test.each<[SettingFacts, unknown, unknown, Effect]>([
    [{ loosens: "up" }, 1, 2, "loosens"],
    [{ loosens: "up" }, 1, undefined, "tightens"],
    [{ loosens: "up", absent: "unlimited" }, 1, undefined, "loosens"],
    [{ loosens: "up", absent: "unlimited" }, null, 5, "tightens"],
    [{ loosens: "up", zero: "off" }, 8, 0, "loosens"],
    [{ loosens: "up" }, false, true, "loosens"],
    [{ loosens: "down" }, 60, 30, "loosens"],
    [{ loosens: "down" }, 10, undefined, "loosens"],
    [{ loosens: "down" }, undefined, 10, "tightens"],
    [{ loosens: "down" }, "50", "5", "loosens"],
    [{ loosens: ["halt", "adopt", "ignore"] }, "halt", "adopt", "loosens"],
    [{ loosens: ["halt", "adopt", "ignore"] }, "ignore", "adopt", "tightens"],
    [{ loosens: "listed" }, ["A"], ["A", "B"], "loosens"],
    [{ loosens: "listed" }, ["A", "B"], ["C"], "loosens"],
    [{ loosens: "listed" }, ["A", "B"], ["B"], "tightens"],
    [{ loosens: "listed", absent: "unlimited" }, null, ["up"], "tightens"],
    [{ loosens: "unlisted" }, ["*"], ["A"], "loosens"],
    [{ loosens: "unlisted" }, ["A"], ["*"], "tightens"],
    [{ loosens: "unlisted" }, ["*"], undefined, "loosens"],
    [{ loosens: "never" }, 1, 2, "neutral"],
    [{}, 1, 2, "neutral"],
  ])("%j: %j → %j %s", (facts, before, after, effect) => {
    expect(effectOf(facts, before, after)).toBe(effect);
  });
});
