import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BoundedQueue } from "../../../src/core/lib/bounded-queue.js";
import { InvariantError } from "../../../src/core/lib/invariant.js";

describe("the bounded queue", () => {
  it("behaves as an array that takes no more than its capacity", () => {
    const step = fc.oneof(
      fc.nat().map((value) => ({ kind: "push" as const, value })),
      fc.constantFrom({ kind: "shift" as const }, { kind: "peek" as const }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 200 }), (capacity, steps) => {
        const queue = new BoundedQueue<number>(capacity);
        const model: number[] = [];
        for (const next of steps) {
          if (next.kind === "shift") expect(queue.shift()).toBe(model.shift());
          else if (next.kind === "peek") expect(queue.peek()).toBe(model[0]);
          else {
            const fits = model.length < capacity;
            if (fits) model.push(next.value);
            expect(queue.push(next.value)).toBe(fits);
          }
          expect(queue.length).toBe(model.length);
        }
      }),
    );
  });

  it("keeps order over 10,000 items that pass through a capacity of 3", () => {
    const queue = new BoundedQueue<number>(3);
    const out: (number | undefined)[] = [];
    for (let i = 0; i < 10_000; i++) {
      queue.push(i);
      if (i >= 2) out.push(queue.shift());
    }
    expect(out).toEqual(Array.from({ length: 9_998 }, (_, i) => i));
  });

  it("holds at least one item", () => {
    expect(() => new BoundedQueue(0)).toThrow(InvariantError);
    expect(() => new BoundedQueue(Number.NaN)).toThrow(InvariantError);
  });
});
