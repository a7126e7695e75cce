import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { attempt, attemptAsync } from "../../../../src/core/adapters/system/attempt.js";
import { invariant } from "../../../../src/core/lib/invariant.js";

describe("attempt", () => {
  it("hands on 1 value, and a refusal of the world as plain data", () => {
    expect(attempt(() => 1)).toEqual({ ok: true, value: 1 });
    const refused = attempt(() => readFileSync("/no/such/file"));
    expect(refused.ok ? "" : refused.error.message).toContain("ENOENT");
  });

  it("does the same for a promise", async () => {
    expect(await attemptAsync(async () => 1)).toEqual({ ok: true, value: 1 });
    expect(await attemptAsync(async () => Promise.reject(new Error("EIO")))).toMatchObject({ ok: false });
  });

  it("never hides a bug: a broken invariant or a TypeError is thrown on", () => {
    expect(() =>
      attempt(() => {
        invariant(false, "the books differ");
      }),
    ).toThrow("the books differ");
    expect(() => attempt(() => (null as unknown as string).length)).toThrow(TypeError);
  });
});
