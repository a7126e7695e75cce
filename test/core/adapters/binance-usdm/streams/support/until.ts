import { systemClock } from "../../../../../../src/core/adapters/system/clock.js";

/** Waits until it holds; fails with the words after five seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const startedAtMs = systemClock.monotonicMs();
  while (!holds()) {
    if (systemClock.monotonicMs() - startedAtMs > 5_000) throw new Error(`this never came: ${what}`);
    await systemClock.sleep(2);
  }
}
