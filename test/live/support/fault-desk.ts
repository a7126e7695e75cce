import {
  createFaultHooks,
  type ScriptedFaults,
} from "../../../src/core/adapters/paper-server/faults/create-fault-hooks.js";
import type {
  FaultHooks,
  FrameFault,
  RequestFacts,
  RequestFault,
  StreamRoute,
  TriggerFault,
  WorldFault,
} from "../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { faultProblemText } from "../../../src/core/adapters/paper-server/faults/fault-problem.js";
import { parseFaultScript } from "../../../src/core/adapters/paper-server/faults/parse-fault-script.js";
import { givenClock } from "./given-clock.js";

/** Questions of the test itself carry this parameter: no script sees them. */
export const WITNESS = "witness";

/** One rule while it is in force. */
export interface Fault {
  /** How often it acted. */
  fired(): number;
  end(): void;
}

/**
 * The faults of a running venue, given rule by rule as `--faults` files have them: a test says what goes wrong once the
 * account stands where it should go wrong.
 */
export class FaultDesk implements FaultHooks {
  readonly #scripts = new Set<ScriptedFaults>();
  /** Deeds that the venue has taken; what a request sets off is taken at its next turn, which a later request may overtake. */
  happened = 0;
  /** Every request of the account under test, answered or not: `POST /fapi/v1/order o1`. */
  readonly requests: string[] = [];
  /** When each of them came, by the given clock. */
  readonly cameMs: number[] = [];

  /** From now on; a rule of `on: time` counts from its first question on. */
  suffer(...rules: readonly object[]): Fault {
    const parsed = parseFaultScript(JSON.stringify({ rules }));
    if (!parsed.ok) throw new Error(parsed.error.map(faultProblemText).join("\n"));
    const script = createFaultHooks(parsed.value, { seed: "live" });
    this.#scripts.add(script);
    return {
      fired: () => script.counts().reduce((sum, { fired }) => sum + fired, 0),
      end: () => void this.#scripts.delete(script),
    };
  }

  /** Lets something happen to the account or the market at the venue's next turn. */
  happen(deed: object): Fault {
    return this.suffer({ on: "time", when: { at: "2020-01-01T00:00:00Z" }, do: deed });
  }

  /** Good weather again. */
  clear(): void {
    this.#scripts.clear();
  }

  onRequest(facts: RequestFacts): readonly RequestFault[] {
    const { method, path, params } = facts;
    if (params[WITNESS] !== undefined) return [];
    const id = params["newClientOrderId"] ?? params["clientAlgoId"] ?? params["origClientOrderId"] ?? "";
    this.requests.push(`${method} ${path} ${id}`);
    this.cameMs.push(givenClock.monotonicMs());
    const faults: RequestFault[] = [];
    for (const script of this.#scripts) {
      faults.push(...script.onRequest(facts));
      if (faults.some(({ kind }) => kind !== "delay")) break;
    }
    return faults;
  }

  onFrame(route: StreamRoute, name: string, atMs: number): FrameFault {
    for (const script of this.#scripts) {
      const fault = script.onFrame(route, name, atMs);
      if (fault.kind !== "pass") return fault;
    }
    return { kind: "pass" };
  }

  onConnect(route: StreamRoute, atMs: number): "accept" | "refuse" | "silent" {
    for (const script of this.#scripts) {
      const welcome = script.onConnect(route, atMs);
      if (welcome !== "accept") return welcome;
    }
    return "accept";
  }

  onTrigger(symbol: string, atMs: number): TriggerFault {
    for (const script of this.#scripts) {
      const fault = script.onTrigger(symbol, atMs);
      if (fault.kind !== "none") return fault;
    }
    return { kind: "none" };
  }

  onRefusal(symbol: string, timeInForce: "GTX" | "FOK", atMs: number): "refuse" | "accept_then_expire" {
    const answers = [...this.#scripts].map((script) => script.onRefusal(symbol, timeInForce, atMs));
    return answers.find((answer) => answer !== "refuse") ?? "refuse";
  }

  fillShare(symbol: string, atMs: number): number {
    return Math.min(1, ...[...this.#scripts].map((script) => script.fillShare(symbol, atMs)));
  }

  due(atMs: number): readonly WorldFault[] {
    const due = [...this.#scripts].flatMap((script) => script.due(atMs));
    this.happened += due.length;
    return due;
  }
}
