import type { Instrument } from "../domain/instrument.js";
import type { EngineContext, EngineState } from "./state.js";

/** A symbol as its venue has it now: as configured, and what the journal says has changed since. */
export function instrumentOf(
  { rules }: Pick<EngineState, "rules">,
  symbol: string,
  { instruments }: Pick<EngineContext, "instruments">,
): Instrument | undefined {
  const configured = instruments.get(symbol);
  const changed = rules[symbol];
  return configured === undefined || changed === undefined ? configured : { ...configured, ...changed };
}
