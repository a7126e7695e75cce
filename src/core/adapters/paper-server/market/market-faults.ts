import type { Instrument } from "../../../domain/instrument.js";
import { parseDec } from "../../../lib/decimal.js";
import { HOUR_MS } from "../../../lib/time.js";
import type { WorldFault } from "../faults/fault-hooks.js";
import type { PaperMarket } from "../seam.js";

/** What a fault makes of the rules of its symbol; null where it is not about rules, or of an unlisted symbol. */
export function changedInstrument(market: PaperMarket, fault: WorldFault): Instrument | null {
  if (!("symbol" in fault)) return null;
  const instrument = market.instruments().get(fault.symbol);
  if (instrument === undefined) return null;
  switch (fault.kind) {
    case "delisting":
      return { ...instrument, delistingAtMs: market.time.nowMs() + fault.inHours * HOUR_MS };
    case "funding_interval":
      return { ...instrument, fundingIntervalHours: fault.hours };
    case "symbol_status":
      return { ...instrument, status: fault.status };
    case "filters":
      return {
        ...instrument,
        tickSize: parseDec(fault.tickSize ?? "") ?? instrument.tickSize,
        stepSize: parseDec(fault.stepSize ?? "") ?? instrument.stepSize,
        minNotional: parseDec(fault.minNotional ?? "") ?? instrument.minNotional,
      };
    default:
      return null;
  }
}
