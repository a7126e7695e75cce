import { it, type TestFunction } from "vitest";
import type { BrokerCapabilities } from "../../../src/core/ports/broker-capabilities.js";
import type { Ability, BrokerSubject } from "./broker-bench.js";
import type { OrderDesk } from "./order-desk.js";

/** A desk on a bench that is open while a suite runs. */
export interface ContractRun {
  readonly subject: BrokerSubject;
  readonly desk: () => OrderDesk;
}

type Capability = Exclude<keyof BrokerCapabilities, "venue" | "streams">;

interface Behaviour {
  readonly needs?: readonly (Ability | Capability)[];
}

/** A behaviour of the contract; skipped by name, with the reason, where the subject can't show it. */
export function behaviour(run: ContractRun, title: string, { needs = [] }: Behaviour, test: TestFunction): void {
  const reason = needs.map((need) => lackOf(run.subject, need)).find((text) => text !== null);
  if (reason === undefined) it(title, test);
  else it.skip(`${title} (not here: ${reason})`, test);
}

function lackOf({ lacks, capabilities }: BrokerSubject, need: Ability | Capability): string | null {
  if (need === "hours" || need === "judgement" || need === "report") return lacks[need] ?? null;
  return capabilities[need] ? null : `the broker declares no ${need}`;
}
