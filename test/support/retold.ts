import type { PaperVenue } from "../../src/core/adapters/paper/paper-venue.js";
import type { InputEvent } from "../../src/core/domain/event.js";

export type Told = (input: InputEvent) => readonly InputEvent[];

/** A market whose inputs are told otherwise: left out, changed, or with others after them. */
export function retold(market: PaperVenue, told: Told): PaperVenue {
  const waiting: InputEvent[] = [];
  const next = async (deadlineMs: number | null): Promise<InputEvent | null> => {
    while (waiting.length === 0) {
      const input = await market.driver.next(deadlineMs);
      if (input === null) return null;
      waiting.push(...told(input));
    }
    return waiting.shift() ?? null;
  };
  return { ...market, driver: { ...market.driver, next } };
}
