import type { InputEvent } from "../../../src/core/domain/event.js";
import type { Broker } from "../../../src/core/ports/broker.js";
import type { BrokerCapabilities } from "../../../src/core/ports/broker-capabilities.js";

export type Reported = Extract<InputEvent, { type: "venue.reported" }>;

/**
 * What a subject may lack besides the declared capabilities of its broker. `hours`: its market moves · `judgement`: it
 * checks filters, margin and position by itself · `report`: it tells what the venue holds · `minNotional`: it refuses
 * orders that are worth too little.
 */
export type Ability = "hours" | "judgement" | "report" | "minNotional";

/** A broker under test with the session side of it: what it tells, its time and its market. */
export interface BrokerBench {
  readonly broker: Broker;
  /** Everything told so far, oldest first. */
  readonly told: readonly InputEvent[];
  /** Venue time. */
  nowMs(): number;
  /** Waits until it holds, and a moment more in which nothing was told. Errors: with the words when it never does. */
  settle(holds: () => boolean, what: string): Promise<void>;
  /** Ends the open hour, which has been at 95 and at 105 by then, and opens the next, at 100. */
  passHour(): Promise<void>;
  /** The venue's word on orders, positions and money, as of a moment after the call. */
  report(): Promise<Reported>;
  close(): Promise<void>;
}

/** A broker that the contract is held against. */
export interface BrokerSubject {
  readonly name: string;
  /** What its broker declares, as docs/venues/README.md has it. */
  readonly capabilities: BrokerCapabilities;
  /** What it can't show, and why: these behaviours are skipped by name. */
  readonly lacks: Partial<Readonly<Record<Ability, string>>>;
  /**
   * What is told of an id that is taken. A simulated venue passes its refusal on; a live account takes the refusal for
   * a proof that an earlier attempt of ours arrived, and adopts that one.
   */
  readonly onTakenId: "order.rejected" | "order.acknowledged";
  /** What becomes of a post-only order that would take: refused, or taken and ended. Left out: refused. */
  readonly onTakingPostOnly?: "order.expired";
  /** What becomes of a resting post-only order whose change would take. Left out: it ends. */
  readonly onTakingChange?: "modify.rejected";
  /** What a closePosition stop ends with whose position is gone. Left out: it expires. */
  readonly onClosedPosition?: "order.canceled";
  /** The venue's own numbers for the refusals that the contract names by those of Binance USD-M; left out: the same. */
  readonly numbers?: Readonly<Record<number, readonly number[]>>;
  /** How far the stamps of the venue may lie before our knowledge of its time. */
  readonly clockErrorMs: number;
  open(): Promise<BrokerBench>;
}
