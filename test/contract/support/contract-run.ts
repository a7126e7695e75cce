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

const ABILITIES: readonly string[] = ["hours", "judgement", "report", "minNotional"] satisfies readonly Ability[];

function isAbility(need: Ability | Capability): need is Ability {
  return ABILITIES.includes(need);
}

function lackOf({ lacks, capabilities }: BrokerSubject, need: Ability | Capability): string | null {
  if (isAbility(need)) return lacks[need] ?? null;
  return capabilities[need] ? null : `the broker declares no ${need}`;
}

/** The numbers under which a venue may refuse what Binance USD-M refuses with `code`. */
export function numbersFor({ subject }: ContractRun, code: number): readonly number[] {
  return subject.numbers?.[code] ?? [code];
}
