import { planProtection, type ProtectionInput } from "../../../src/core/exits/plan-protection.js";
import { exitRecord, market, OPENED_MS, POLICY, position } from "./samples.js";

/** Actions in short: "place stop 0.2 @49000", "cancel stop0". */
export function plan(changes: Partial<ProtectionInput> = {}): string[] {
  const input = {
    positions: [position()],
    orders: [],
    view: market(),
    policy: POLICY,
    atMs: OPENED_MS + 100,
    flattenAll: false,
    ...changes,
  };
  return planProtection(input).map((action) =>
    action.kind === "cancel"
      ? `cancel ${action.clientOrderId}`
      : `place ${action.sized.intent.purpose} ${action.sized.qty} @${action.sized.triggerPrice ?? "market"}`,
  );
}

/** Both stops of the sample position, working. */
export const working = [exitRecord("disaster_stop"), exitRecord("stop")];
