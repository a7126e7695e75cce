import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { BrokerBench, BrokerSubject } from "./broker-bench.js";
import { jumpingClock } from "./jumping-clock.js";
import { openUsdmDesk } from "./usdm-desk.js";
import { RecordedVenue } from "./recorded-venue.js";
import { PAPER_SERVE } from "./socket-bench.js";

/** A live account over ccxt and sockets whose answers and frames are recorded payloads of Binance USD-M. */
export const RECORDED: BrokerSubject = {
  name: "recorded payloads of Binance USD-M",
  capabilities: PAPER_SERVE.capabilities,
  lacks: { judgement: "a recording judges no order" },
  onTakenId: "order.acknowledged",
  clockErrorMs: 100,
  open: openRecorded,
};

async function openRecorded(): Promise<BrokerBench> {
  const { clock, jump } = jumpingClock();
  const venue = await RecordedVenue.open();
  const desk = await openUsdmDesk({
    rest: venue.rest.origin,
    ws: venue.streams.wsBase,
    apiKey: "recorded-key",
    apiSecret: "recorded-secret",
    clock,
  });
  return {
    broker: desk.broker,
    told: desk.told,
    nowMs: () => desk.connection.clock.nowMs(),
    settle: desk.settle,
    passHour: async () => {
      jump(HOUR_MS);
      venue.passHour();
      await desk.settle(() => true, "a quiet moment");
    },
    report: desk.report,
    close: async () => {
      await desk.close();
      await venue.close();
    },
  };
}
