import type { Instrument } from "../../../domain/instrument.js";

/** Delivery date of a perpetual: it has none (exchangeInfo, 2026-09). */
const NEVER_MS = 4_133_404_800_000;

/** The venue's word for a status (exchangeInfo, 2026-09): only TRADING may be traded. */
const STATUS: Readonly<Record<Instrument["status"], string>> = {
  TRADING: "TRADING",
  RESTRICTED: "TRADING_HALT",
  DELISTING: "SETTLING",
  CLOSED: "CLOSE",
};

export function contractStatus({ status }: Instrument): string {
  return STATUS[status];
}

/** A perpetual with a delivery date is being delisted. */
export function deliveryMs({ delistingAtMs }: Instrument): number {
  return delistingAtMs ?? NEVER_MS;
}
