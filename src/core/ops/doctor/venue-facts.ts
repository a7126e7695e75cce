import type { Instrument } from "../../domain/instrument.js";
import type { Mode } from "../../domain/mode.js";
import type { VenueAccountModes } from "../../ports/venue-gateway.js";
import type { RightsReading } from "./key-rights.js";
import type { Reading } from "./reading.js";

/** Rules of a symbol that the venue tells everybody. */
export type SymbolRules = Omit<
  Instrument,
  "venue" | "makerFeeRate" | "takerFeeRate" | "brackets" | "fundingIntervalHours"
>;

/** What a key was found to be good for, before the venue was asked. */
export type KeyReading =
  | { readonly kind: "absent"; readonly names: readonly string[] }
  /** There, and not to be shown to this venue. */
  | { readonly kind: "withheld"; readonly reason: string }
  | { readonly kind: "unusable"; readonly message: string; readonly fix: string }
  /** `places`: variables and files, never values. */
  | { readonly kind: "found"; readonly places: string; readonly isDotEnv: boolean };

export interface SymbolSetting {
  readonly symbol: string;
  readonly isIsolated: boolean;
  readonly leverage: number;
}

/** The venue's words about an account; each error is its refusal in words. */
export interface AccountAnswers {
  readonly modes: Reading<VenueAccountModes>;
  readonly rights: RightsReading;
  readonly paysFeesInBnb: Reading<boolean>;
  readonly settings: Reading<readonly SymbolSetting[]>;
  readonly listenKey: Reading<null>;
}

export interface AccountFacts {
  readonly account: string;
  readonly mode: Mode;
  readonly key: KeyReading;
  /** Null where there was no key to ask with. */
  readonly answers: AccountAnswers | null;
}

export interface LimitFacts {
  readonly weightUsed: number;
  readonly weightLimit: number;
  readonly ordersUsed: number;
  readonly orderLimit: number;
  /** How long the venue wants to be left alone, and whether it has banned this address. */
  readonly waitMs: number;
  readonly isBanned: boolean;
}

export interface SymbolFacts {
  readonly symbol: string;
  /** Rules of venues.json; null where it does not list the symbol. */
  readonly configured: SymbolRules | null;
  readonly listed: Reading<SymbolRules>;
}

/** What came of speaking to the venue; null parts were not reached. */
export interface VenueAnswers {
  readonly clock: { readonly offsetMs: number | null; readonly speed: number };
  readonly symbols: Reading<readonly SymbolFacts[]>;
  readonly limits: LimitFacts;
}

export interface VenueFacts {
  readonly venue: string;
  readonly mode: Mode;
  /** Host and port that were asked. */
  readonly host: string;
  /** A paper venue on this machine, which may live in another year. */
  readonly isLoopback: boolean;
  /** Round trip of the first question in milliseconds; the error: why there is no answer. */
  readonly reached: Reading<number>;
  readonly answers: VenueAnswers | null;
  readonly account: AccountFacts | null;
}
