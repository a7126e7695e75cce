import { NO_FAULTS } from "../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { openPaperServer } from "../../../src/core/adapters/paper-server/serve.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import type { BrokerBench, BrokerSubject } from "./broker-bench.js";
import { ACCOUNT, contractMarket } from "./contract-market.js";
import { jumpingClock } from "./jumping-clock.js";
import { openUsdmDesk } from "./usdm-desk.js";
import { hourPassing } from "./pass-hour.js";

/** A live account over ccxt, real sockets and the server of `hedge paper serve`. */
export const PAPER_SERVE: BrokerSubject = {
  name: "ccxt and paper serve over sockets",
  capabilities: {
    venue: "binance-usdm",
    conditionalOrders: true,
    closePositionStops: true,
    goodTillDate: true,
    orderChanges: true,
    reduceOnlyMinNotionalExempt: true,
    streams: "own-events",
  },
  lacks: {},
  onTakenId: "order.acknowledged",
  // Half a round trip on a busy machine.
  clockErrorMs: 100,
  open: openSockets,
};

async function openSockets(): Promise<BrokerBench> {
  const { clock, jump } = jumpingClock();
  const market = await contractMarket(clock);
  const server = await openPaperServer({ market, account: ACCOUNT, faults: NO_FAULTS, clock: systemClock, port: 0 });
  const stop = new AbortController();
  const serving = server.serve(stop.signal);
  const { url, wsUrl, apiKey, apiSecret } = server;
  const desk = await openUsdmDesk({ rest: url, ws: wsUrl, apiKey, apiSecret, clock });
  return {
    broker: desk.broker,
    told: desk.told,
    nowMs: () => desk.connection.clock.nowMs(),
    settle: desk.settle,
    passHour: hourPassing({ settle: desk.settle, renewKey: () => desk.renewKey(), jump, market }),
    report: desk.report,
    close: async () => {
      await desk.close();
      stop.abort();
      await serving;
    },
  };
}
