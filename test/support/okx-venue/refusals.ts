import type { VenueError } from "../../../src/core/adapters/paper-server/exchange/venue-error.js";

/** The numbers of the simulated exchange in this venue's. */
const NUMBERS: Readonly<Record<number, string>> = {
  [-1111]: "51121",
  [-1121]: "51001",
  [-2011]: "51400",
  [-2013]: "51603",
  [-2019]: "51008",
  [-2022]: "51205",
  [-4003]: "51020",
  [-4004]: "51020",
  [-4005]: "51101",
  [-4014]: "51000",
  [-4016]: "51006",
  [-4023]: "51121",
  [-4024]: "51006",
  [-4116]: "51016",
  [-4130]: "51088",
  [-5025]: "51506",
};

export interface Refusal {
  readonly sCode: string;
  readonly sMsg: string;
}

export function refusalOf({ code, msg }: VenueError): Refusal {
  return { sCode: NUMBERS[code] ?? "51000", sMsg: `${msg} (${code})` };
}

/** A trigger on the wrong side of the market has a number for each of its kinds. */
export function wouldTrigger(isStop: boolean, side: string): Refusal {
  const sCode = isStop ? (side === "sell" ? "51280" : "51278") : side === "sell" ? "51279" : "51277";
  return { sCode, sMsg: `${isStop ? "SL" : "TP"} trigger price is on the wrong side of the last price.` };
}
