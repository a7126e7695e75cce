import type { Clock } from "../../lib/clock.js";
import { SECOND_MS } from "../../lib/time.js";

/** How long the refusal of an order waits for the rules that may explain it. */
const RULES_WAIT_MS = 4 * SECOND_MS;

interface RulesReader {
  readonly readRules?: () => Promise<void>;
  readonly clock: Pick<Clock, "sleep">;
}

/** A refusal waits for the rules, but not for long: a position may have lost its stop by it. */
export async function withinReason({ readRules, clock }: RulesReader, closing: AbortSignal): Promise<void> {
  const over = new AbortController();
  const end = (): void => {
    over.abort();
  };
  closing.addEventListener("abort", end, { once: true });
  await Promise.race([readRules?.(), clock.sleep(RULES_WAIT_MS, over.signal)]);
  closing.removeEventListener("abort", end);
  end();
}
