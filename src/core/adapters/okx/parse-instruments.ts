import { z } from "zod";
import type { Instrument, MarginBracket } from "../../domain/instrument.js";
import { type Dec, mulDec, toNumber } from "../../lib/decimal.js";
import type { Contract } from "./contracts.js";
import { toBase } from "./contracts.js";
import { wireDec, wireDecOrNull, instantOrNull, rowOf, rowsOf, text } from "./wire.js";

const swapRow = z.object({
  instId: text,
  instFamily: text,
  ctType: text,
  ctVal: wireDecOrNull,
  ctMult: wireDecOrNull,
  ctValCcy: text,
  settleCcy: text,
  lotSz: wireDecOrNull,
  minSz: wireDecOrNull,
  tickSz: wireDecOrNull,
  maxLmtSz: wireDecOrNull,
  maxMktSz: wireDecOrNull,
  state: text,
  expTime: instantOrNull,
});

export const swapsSchema = rowsOf(swapRow);
export type SwapRow = z.infer<typeof swapRow>;

export interface Swap extends Contract {
  readonly instFamily: string;
  readonly rules: Pick<
    Instrument,
    "baseAsset" | "quoteAsset" | "status" | "delistingAtMs" | "tickSize" | "stepSize" | "minQty" | "maxQty"
  > &
    Pick<Instrument, "marketMaxQty">;
}

/** Contract states (Get instruments page, 2026-06): what is not live, or is not known, is not traded. */
function statusOf(state: string, expTime: number | null): Instrument["status"] {
  if (state === "live") return expTime === null ? "TRADING" : "DELISTING";
  return state === "expired" ? "CLOSED" : "RESTRICTED";
}

/** Null for what is no linear swap, or lacks a figure: a strange listing must not stop the others. */
export function swapOf(row: SwapRow): Swap | null {
  const { ctVal, ctMult, lotSz, minSz, tickSz, maxLmtSz, maxMktSz } = row;
  if (row.ctType !== "linear" || ctVal === null || lotSz === null || minSz === null || tickSz === null) return null;
  if (maxLmtSz === null || maxMktSz === null) return null;
  const contract = {
    symbol: `${row.ctValCcy}${row.settleCcy}`,
    instId: row.instId,
    baseInContract: ctMult === null ? ctVal : mulDec(ctVal, ctMult),
  };
  return {
    ...contract,
    instFamily: row.instFamily,
    rules: {
      baseAsset: row.ctValCcy,
      quoteAsset: row.settleCcy,
      status: statusOf(row.state, row.expTime),
      delistingAtMs: row.expTime,
      tickSize: tickSz,
      stepSize: toBase(lotSz, contract),
      minQty: toBase(minSz, contract),
      maxQty: toBase(maxLmtSz, contract),
      marketMaxQty: toBase(maxMktSz, contract),
    },
  };
}

export const markSchema = rowOf(z.object({ markPx: wireDec })).transform(({ markPx }): Dec => markPx);
export const priceLimitSchema = rowOf(z.object({ buyLmt: wireDecOrNull, sellLmt: wireDecOrNull }));
export const fundingSchema = rowOf(z.object({ fundingTime: instantOrNull, nextFundingTime: instantOrNull }));
/** `makerU` and `takerU` are those of contracts settled in USDT; negative is what the venue takes. */
export const feeSchema = rowOf(z.object({ makerU: wireDecOrNull, takerU: wireDecOrNull }));

const tierRow = z.object({ minSz: wireDec, maxSz: wireDec, mmr: wireDec, maxLever: wireDec });
export const tiersSchema = rowsOf(tierRow);

/**
 * Tiers in contracts as brackets in money, at the mark of now. A tier's rate holds for the whole position here, so each
 * bracket's deduction is what the flat rate asks more than the tiers below: none, which errs on the careful side.
 */
export function bracketsOf(
  tiers: readonly z.infer<typeof tierRow>[],
  contract: Contract,
  mark: Dec,
): readonly MarginBracket[] {
  const worth = (contracts: Dec): number => toNumber(mulDec(toBase(contracts, contract), mark));
  return tiers
    .map((tier) => ({
      notionalFloorUsd: worth(tier.minSz),
      notionalCapUsd: worth(tier.maxSz),
      maxLeverage: toNumber(tier.maxLever),
      maintenanceRate: toNumber(tier.mmr),
      deductionUsd: 0,
    }))
    .sort((a, b) => a.notionalFloorUsd - b.notionalFloorUsd);
}
