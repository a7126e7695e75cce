import { expect } from "vitest";
import { createFaultHooks } from "../../../../../src/core/adapters/paper-server/faults/create-fault-hooks.js";
import type { ScriptedFaults } from "../../../../../src/core/adapters/paper-server/faults/create-fault-hooks.js";
import type { RequestFacts } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { parseFaultScript } from "../../../../../src/core/adapters/paper-server/faults/parse-fault-script.js";
import type { FaultScript } from "../../../../../src/core/adapters/paper-server/faults/script-schema.js";

export const T0 = Date.parse("2024-05-01T00:00:00Z");

/** The checked script, or a failed test that shows what is wrong with it. */
export function scriptOf(...rules: readonly unknown[]): FaultScript {
  const parsed = parseFaultScript(JSON.stringify({ rules }));
  expect(parsed.ok ? [] : parsed.error).toEqual([]);
  if (!parsed.ok) throw new Error("the script has problems");
  return parsed.value;
}

export function hooksOf(...rules: readonly unknown[]): ScriptedFaults {
  return createFaultHooks(scriptOf(...rules), { seed: "7", startMs: T0 });
}

export function orderRequest(params: Readonly<Record<string, string>> = {}, atMs = T0): RequestFacts {
  return { method: "POST", path: "/fapi/v1/order", params: { symbol: "BTCUSDT", ...params }, atMs };
}
