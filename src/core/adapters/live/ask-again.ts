import type { LiveContext } from "./live-context.js";

/** First pause between two questions; it doubles up to the longest. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Waits before the next question about one order, longer each time; ends at once when the account closes. */
export function pausing({ clock, closing }: Pick<LiveContext, "clock" | "closing">): () => Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  return async () => {
    await clock.sleep(pauseMs, closing);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  };
}
