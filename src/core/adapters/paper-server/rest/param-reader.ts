import { parseDec } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { ZERO } from "../../../lib/decimal.js";
import { invalid, missing } from "../exchange/venue-error.js";
import type { VenueError } from "../exchange/venue-error.js";

const INTEGER = /^\d{1,19}$/;

/**
 * Reads parameters one by one and keeps the first complaint, as the venue tells only one. What is missing or malformed
 * reads as a neutral value, so nothing may be done with what was read before `error` was looked at.
 */
export class ParamReader {
  #error: VenueError | null = null;
  readonly #byName: Readonly<Record<string, string>>;

  constructor(byName: Readonly<Record<string, string>>) {
    this.#byName = byName;
  }

  get error(): VenueError | null {
    return this.#error;
  }

  complain(error: VenueError): void {
    this.#error ??= error;
  }

  /** Null where it was not sent or is empty. */
  optional(name: string): string | null {
    const text = this.#byName[name];
    return text === undefined || text === "" ? null : text;
  }

  required(name: string): string {
    const text = this.optional(name);
    if (text === null) this.complain(missing(name));
    return text ?? "";
  }

  oneOf<T extends string>(name: string, known: readonly T[], otherwise: VenueError = invalid(name)): T | null {
    const text = this.optional(name);
    const found = known.find((each) => each === text) ?? null;
    if (text !== null && found === null) this.complain(otherwise);
    return found;
  }

  decimal(name: string): Dec | null {
    const text = this.optional(name);
    if (text === null) return null;
    const value = parseDec(text);
    if (value === null) this.complain(missing(name));
    return value;
  }

  requiredDecimal(name: string): Dec {
    this.required(name);
    return this.decimal(name) ?? ZERO;
  }

  /** For ids beyond 2^53. */
  bigInteger(name: string): bigint | null {
    const text = this.optional(name);
    if (text === null) return null;
    if (!INTEGER.test(text)) {
      this.complain(missing(name));
      return null;
    }
    return BigInt(text);
  }

  integer(name: string): number | null {
    const value = this.bigInteger(name);
    return value === null ? null : Number(value);
  }

  requiredInteger(name: string): number {
    this.required(name);
    return this.integer(name) ?? 0;
  }

  flag(name: string): boolean {
    return this.oneOf(name, ["true", "false"]) === "true";
  }

  requiredFlag(name: string): boolean {
    this.required(name);
    return this.flag(name);
  }

  limit(standard: number, most: number): number {
    const limit = this.integer("limit") ?? standard;
    const isValid = limit >= 1 && limit <= most;
    if (!isValid) this.complain(invalid("limit"));
    return limit;
  }
}
