import { describe, expect, it } from "vitest";
import { composeScreen } from "../../../src/tui/screen.js";
import { sampleView, screenOf } from "../sample-view.js";

const page = async (changes: Parameters<typeof sampleView>[0] = {}): Promise<string> =>
  composeScreen(screenOf(await sampleView(changes), { page: "health" }), 80, 24)
    .rows()
    .join("\n");

describe("page 9 of a process that no longer beats", () => {
  it("says of a killed one that it is gone, and only that it said running", async () => {
    expect(await page({ lockHeld: false, ageMs: 1_200_000 })).toMatch(
      /pid 4242 gone \(said running\)\n[^]*line 15, lock free/,
    );
  });

  it("says of one that holds the lock and is silent that it hangs", async () => {
    expect(await page({ ageMs: 60_000 })).toMatch(/pid 4242 hangs \(said running\)\n[^]*line 15, lock held/);
  });

  it("says of the one before a start what it was then", async () => {
    expect(await page({ ageMs: 60_000, heldMs: 9_000 })).toContain("pid 4242 (the one before)");
  });

  it("keeps ages in doubt that the process told, none of them is ok, and the heartbeat is gone", async () => {
    const text = await page({ lockHeld: false, ageMs: 1_200_000 });
    expect(text).toMatch(/heartbeat +20m \/ 5\.0s +gone/);
    expect(text).toMatch(/NAV +0s\? \/ -? *\S* +\?/);
    expect(text).toMatch(/stream paper +0s\? \/ - +\?/);
    expect(text).not.toMatch(/\bok\b/);
  });

  it("calls the heartbeat of a process that was just killed gone, however young it is", async () => {
    expect(await page({ lockHeld: false, ageMs: 2_000 })).toMatch(/heartbeat +2\.0s \/ 5\.0s +gone/);
  });

  it("of one that beats the ages are facts", async () => {
    expect(await page()).toMatch(/NAV +0s \/ - +ok/);
  });
});
