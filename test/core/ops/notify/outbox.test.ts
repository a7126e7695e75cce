import { describe, expect, it } from "vitest";
import { watchAlarms } from "../../../../src/core/ops/notify/alarm-notices.js";
import { Courier } from "../../../../src/core/ops/notify/courier.js";
import { boxOf, EMPTY_OUTBOX, nextToSend, post, settle } from "../../../../src/core/ops/notify/outbox.js";
import type { Delivery, Notice } from "../../../../src/core/ports/notifier.js";

const TERMS = { slack: { min_severity: "warning", daily_summary: true } } as const;
const notice = (key: string, severity: Notice["severity"] = "warning", kind: Notice["kind"] = "event"): Notice => {
  return { key, kind, severity, title: key, text: "", atMs: 0 };
};
const filled = (...notices: readonly Notice[]) => notices.reduce((box, each) => post(box, each, TERMS), EMPTY_OUTBOX);
const LATER: Delivery = { kind: "later", retryAfterMs: null, reason: "500" };

describe("the outbox", () => {
  it("takes what is severe enough, once, also after it was sent", () => {
    const outbox = filled(notice("a"), notice("a"), notice("b", "info"));
    const box = boxOf(outbox, "slack");
    expect(box.waiting.map(({ key }) => key)).toEqual(["a"]);
    const sent = settle(box, notice("a"), { kind: "delivered" }, 5);
    const again = post({ ...outbox, boxes: { slack: sent } }, notice("a"), TERMS);
    expect(boxOf(again, "slack").waiting).toEqual([]);
  });

  it("takes a summary whatever its severity, unless the channel wants none", () => {
    expect(boxOf(filled(notice("s", "info", "summary")), "slack").waiting).toHaveLength(1);
    const none = { slack: { min_severity: "info", daily_summary: false } } as const;
    expect(boxOf(post(EMPTY_OUTBOX, notice("s", "info", "summary"), none), "slack").waiting).toHaveLength(0);
  });

  it("sends the worst first, the oldest of them", () => {
    const box = boxOf(filled(notice("a"), notice("b", "critical"), notice("c", "critical")), "slack");
    expect(nextToSend(box, 0)?.key).toBe("b");
  });

  it("holds 200; of more the mildest, oldest first, go unsaid and are counted", () => {
    const many = Array.from({ length: 205 }, (_, n) => notice(`n${String(n)}`, n < 3 ? "critical" : "warning"));
    const box = boxOf(filled(...many), "slack");
    expect([box.waiting.length, box.dropped]).toEqual([200, 5]);
    expect(box.waiting.slice(0, 4).map(({ key }) => key)).toEqual(["n0", "n1", "n2", "n8"]);
  });

  it("pauses 5, 10, 20 s … up to 15 min between tries, and not at all after one that came through", () => {
    let box = boxOf(filled(notice("a")), "slack");
    const pauses: number[] = [];
    for (let tries = 0; tries < 10; tries += 1) {
      box = settle(box, notice("a"), LATER, 1_000);
      pauses.push((box.notBeforeMs - 1_000) / 1_000);
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
    expect(nextToSend(box, box.notBeforeMs - 1)).toBeNull();
    expect(settle(box, notice("a"), { kind: "delivered" }, 2_000).notBeforeMs).toBe(0);
  });

  it("waits as long as the other side asks, an hour at most", () => {
    const box = boxOf(filled(notice("a")), "slack");
    const asked = (retryAfterMs: number): number => settle(box, notice("a"), { ...LATER, retryAfterMs }, 0).notBeforeMs;
    expect([asked(34_000), asked(1e12)]).toEqual([34_000, 3_600_000]);
  });
});

describe("alarms", () => {
  const TERMS_MS = { settleMs: 30_000, repeatMs: 3_600_000 };
  const alarm = (severity: string) => [{ severity, code: "nav_stale", message: "old" }];

  /** Titles by second; an alarm is there where its severity is given. */
  function told(steps: readonly (readonly [atSeconds: number, severity: string | null])[]): readonly string[] {
    let raised = {};
    return steps.flatMap(([atSeconds, severity]) => {
      const watched = watchAlarms(raised, severity === null ? [] : alarm(severity), atSeconds * 1_000, TERMS_MS);
      ({ raised } = watched);
      return watched.notices.map(({ title }) => `${String(atSeconds)}: ${title}`);
    });
  }

  it("that are critical are told at once, again after an hour, and so is their end once they have been away for 30 s", () => {
    const steps = [
      [0, "critical"],
      [60, "critical"],
      [3_600, "critical"],
      [3_605, null],
      [3_640, null],
    ] as const;
    expect(told(steps)).toEqual([
      "0: CRITICAL nav_stale",
      "3600: CRITICAL nav_stale (for 1h)",
      "3640: OVER nav_stale (lasted 1h)",
    ]);
  });

  it("that are warnings are told after 30 s, not repeated; those that went before are never told", () => {
    expect(
      told([
        [0, "warning"],
        [10, null],
        [60, null],
      ]),
    ).toEqual([]);
    expect(
      told([
        [0, "warning"],
        [30, "warning"],
        [9_000, "warning"],
      ]),
    ).toEqual(["30: WARNING nav_stale (for 30s)"]);
  });

  it("that flicker are one alarm", () => {
    expect(
      told([
        [0, "critical"],
        [5, null],
        [10, "critical"],
        [15, null],
        [20, "critical"],
      ]),
    ).toHaveLength(1);
  });

  it("that grow worse are told anew; a severity nobody knows is critical", () => {
    expect(
      told([
        [0, "warning"],
        [30, "warning"],
        [31, "fatal"],
      ]).map((text) => text.slice(0, 12)),
    ).toEqual(["30: WARNING ", "31: CRITICAL"]);
  });
});

describe("the courier", () => {
  it("tries 3 times a minute where 3 are allowed, and goes on in the next minute", async () => {
    let nowMs = 0;
    let outbox = filled(...["a", "b", "c", "d"].map((key) => notice(key)));
    const courier = new Courier({
      notifier: {
        channel: "slack",
        send: () => Promise.resolve({ kind: "delivered" }),
        ping: () => Promise.resolve({ ok: true, value: "" }),
      },
      clock: { nowMs: () => nowMs, monotonicMs: () => nowMs, sleep: () => Promise.resolve() },
      maxPerMinute: 3,
      box: () => boxOf(outbox, "slack"),
      keep: (box) => (outbox = { ...outbox, boxes: { slack: box } }),
      onDelivery: () => undefined,
    });
    const carried = async (): Promise<number> => {
      let count = 0;
      while (await courier.carryOne()) count += 1;
      return count;
    };
    expect(await carried()).toBe(3);
    nowMs = 60_000;
    expect(await carried()).toBe(1);
    expect(boxOf(outbox, "slack").sent).toEqual(["a", "b", "c", "d"]);
  });
});
