import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { BrokerBench } from "./broker-bench.js";

interface Passing extends Pick<BrokerBench, "settle"> {
  /** A listen key lives for an hour. */
  readonly renewKey: () => Promise<void>;
  readonly jump: (ms: number) => void;
  readonly market: { catchUp(): void };
}

/** Lets an hour of the market pass in two halves, with the stream's key renewed before each. */
export function hourPassing({ settle, renewKey, jump, market }: Passing): () => Promise<void> {
  return async () => {
    for (let half = 0; half < 2; half += 1) {
      await renewKey();
      jump(HOUR_MS / 2);
      market.catchUp();
    }
    await settle(() => true, "a quiet moment");
  };
}
