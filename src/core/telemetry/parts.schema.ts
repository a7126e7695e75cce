import { z } from "zod";
import { CIRCUIT_STATES } from "../domain/connection.js";
import { MODES } from "../domain/mode.js";
import { TRADING_STATES } from "../domain/trading-state.js";

/** Money, price or quantity: a plain decimal, exact, never a float. */
export const decimalText = z
  .string()
  .regex(/^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,20})?$/, "a plain decimal such as -0.00012");

/** UTC ISO-8601 with Z. */
export const instantText = z
  .string()
  .regex(/^\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/, "an instant in UTC");

export const modeName = z.enum(MODES);
export const tradingStateName = z.enum(TRADING_STATES);
export const sideName = z.enum(["buy", "sell"]);
export const unitName = z.enum(["usd", "fraction", "multiple", "count", "seconds", "bps", "state"]);
export const circuitName = z.enum(CIRCUIT_STATES);
export const tally = z.number().int().min(0);
