import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BrokerBench, BrokerSubject } from "./broker-bench.js";
import { OrderDesk } from "./order-desk.js";
import { describeChanges } from "./contract-changes.js";
import { describeQuestions } from "./contract-questions.js";
import { describeConditionals } from "./contract-conditionals.js";
import { describeEndings } from "./contract-endings.js";
import { describeLedger } from "./contract-ledger.js";
import { describeOrders } from "./contract-orders.js";
import { describeRefusals } from "./contract-refusals.js";
import type { ContractRun } from "./contract-run.js";

/** The behaviours that every broker shows, whatever it is made of. */
export function describeBrokerContract(subject: BrokerSubject): void {
  describe(`the broker contract at ${subject.name}`, () => {
    let bench: BrokerBench;
    let desk: OrderDesk;
    beforeAll(async () => {
      bench = await subject.open();
      desk = new OrderDesk(bench);
    });
    afterAll(() => bench.close());
    const run: ContractRun = { subject, desk: () => desk };
    it("declares the capabilities that docs/venues/README.md lists", () => {
      expect(bench.broker.capabilities).toEqual(subject.capabilities);
    });
    describeOrders(run);
    describeConditionals(run);
    describeEndings(run);
    describeChanges(run);
    describeQuestions(run);
    describeRefusals(run);
    describeLedger(run);
  });
}
