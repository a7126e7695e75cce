import { describe, expect, it } from "vitest";
import { staying } from "../../../src/core/lib/staying.js";

describe("items that stay", () => {
  it("are the list itself, not a copy, while all 3 stay", () => {
    const items = [1, 2, 3];
    expect(staying(items, (item) => item > 0)).toBe(items);
  });

  it("are 1 and 3 in their order once 2 goes, and the list they came from keeps all 3", () => {
    const items = [1, 2, 3];
    expect(staying(items, (item) => item !== 2)).toEqual([1, 3]);
    expect(items).toEqual([1, 2, 3]);
  });
});
