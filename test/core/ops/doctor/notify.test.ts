import { describe, expect, it } from "vitest";
import { checkChannels } from "../../../../src/core/ops/doctor/notify.js";

describe("the channels over which people are told of alarms", () => {
  it("are skipped where nobody is told, or the configuration can't be read", () => {
    expect(checkChannels([])).toMatchObject([{ id: "notify.channels", status: "skip" }]);
    expect(checkChannels([])[0]?.detail).toContain("runtime.notify");
    expect(checkChannels(null)).toMatchObject([{ id: "notify.channels", status: "skip" }]);
  });

  it("have a row each, in its own words: one that is down warns and never fails, so that no entry is refused for it", () => {
    const rows = checkChannels([
      { channel: "telegram", answer: { ok: true, value: "the bot hedge_bot answers" } },
      { channel: "slack", answer: { ok: false, error: "no answer within 10 s" } },
    ]);
    expect(rows).toMatchObject([
      { id: "notify.telegram", status: "pass", detail: "the bot hedge_bot answers", fix: null },
      { id: "notify.slack", status: "warn", detail: "no answer within 10 s" },
    ]);
    expect(rows[1]?.fix).toContain("docs/OPERATIONS.md");
  });
});
