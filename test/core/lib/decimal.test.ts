import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absDec,
  addDec,
  ceilToStep,
  compareDec,
  type Dec,
  dec,
  decFromNumber,
  exact,
  floorToStep,
  isMultipleDec,
  isZeroDec,
  mulDec,
  negDec,
  parseDec,
  roundDec,
  roundToTick,
  signDec,
  subDec,
  toDec,
  toNumber,
} from "../../../src/core/lib/decimal.js";
import { InvariantError } from "../../../src/core/lib/invariant.js";

const PLACES = 12;
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** The same number twice: as a text for our code, as units of 1e-12 for BigInt arithmetic. */
interface Twin {
  readonly text: Dec;
  readonly units: bigint;
}

function textOf(units: bigint, places = PLACES): Dec {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, "0");
  const point = digits.length - places;
  const fraction = digits.slice(point).replace(/0+$/, "");
  const text = digits.slice(0, point) + (fraction === "" ? "" : `.${fraction}`);
  return (units < 0n ? `-${text}` : text) as Dec;
}

const twins = (min: bigint, max: bigint): fc.Arbitrary<Twin> =>
  fc.bigInt({ min, max }).map((units) => ({ units, text: textOf(units) }));
const BIG = 10n ** 27n;
const anyTwin = twins(-BIG, BIG);
const quantity = fc.oneof(twins(0n, 10n ** 15n), twins(0n, BIG));
const step = fc.oneof(
  twins(1n, 10n ** 14n),
  fc
    .constantFrom(-12n, -8n, -3n, 0n, 3n)
    .map((power) => ({ units: 10n ** (power + 12n), text: textOf(10n ** (power + 12n)) })),
);

describe("plain decimals", () => {
  it.each(["0", "-0.00012", "1.50", "43000.1", "9007199254740993", `${"9".repeat(31)}.${"9".repeat(20)}`])(
    "are %s",
    (text) => {
      expect(parseDec(text)).toBe(text);
    },
  );

  it.each([
    "",
    " 1",
    "1 ",
    "1e-7",
    "1E5",
    "NaN",
    "Infinity",
    "+1",
    "01",
    "-",
    ".5",
    "5.",
    "1,5",
    "0x10",
    "1_000",
    "١",
    "1".repeat(32),
    `0.${"1".repeat(21)}`,
    "1\n",
  ])("are not %j", (text) => {
    expect(parseDec(text)).toBeNull();
    expect(() => dec(text)).toThrow(InvariantError);
  });

  it("add, subtract, multiply and compare as BigInt does, to the last digit", () => {
    fc.assert(
      fc.property(anyTwin, anyTwin, (a, b) => {
        expect(addDec(a.text, b.text)).toBe(textOf(a.units + b.units));
        expect(subDec(a.text, b.text)).toBe(textOf(a.units - b.units));
        expect(mulDec(a.text, b.text)).toBe(textOf(a.units * b.units, 2 * PLACES));
        expect(compareDec(a.text, b.text)).toBe(a.units < b.units ? -1 : a.units > b.units ? 1 : 0);
      }),
    );
  });

  it("give the same digits whichever way they take: sums, products and multiples of short texts and of long ones", () => {
    const short = fc
      .tuple(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), fc.integer({ min: 0, max: 17 }))
      .map(([units, places]) => textOf(units, places));
    const untrimmed = short.map((text) => (text.includes(".") ? `${text}00` : `${text}.0`) as Dec);
    const either = fc.oneof(short, untrimmed);
    fc.assert(
      fc.property(either, either, (a, b) => {
        expect(addDec(a, b)).toBe(toDec(exact(a).plus(exact(b))));
        expect(subDec(a, b)).toBe(toDec(exact(a).minus(exact(b))));
        expect(mulDec(a, b)).toBe(toDec(exact(a).times(exact(b))));
        expect(compareDec(a, b)).toBe(exact(a).comparedTo(exact(b)) + 0);
        expect([a, b].map(toNumber)).toEqual([Number(a), Number(b)]);
        expect(isMultipleDec(a, b)).toBe(exact(a).modulo(exact(b)).isZero());
        if (!isZeroDec(b)) expect(floorToStep(a, b)).toBe(toDec(exact(a).dividedToIntegerBy(exact(b)).times(exact(b))));
      }),
      { numRuns: 1_000 },
    );
  });

  it("refuse what is no decimal instead of making a number of it", () => {
    for (const text of ["NaN", "", "-", "Infinity", "12a", "1.2.3"] as Dec[]) {
      expect(() => addDec(text, dec("1")), text).toThrow();
      expect(() => mulDec(dec("2"), text), text).toThrow();
      expect(() => floorToStep(text, dec("1")), text).toThrow();
    }
    expect(() => floorToStep(dec("1"), dec("0"))).toThrow(InvariantError);
    expect(isMultipleDec(dec("1"), dec("0"))).toBe(false);
  });

  it("negate, take the absolute value and tell the sign, without ever printing -0", () => {
    fc.assert(
      fc.property(fc.oneof(anyTwin, fc.constant({ units: 0n, text: dec("0") })), ({ text, units }) => {
        expect(negDec(text)).toBe(textOf(-units));
        expect(absDec(text)).toBe(textOf(units < 0n ? -units : units));
        expect(signDec(text)).toBe(units < 0n ? -1 : units > 0n ? 1 : 0);
        expect(isZeroDec(text)).toBe(units === 0n);
      }),
    );
    expect([signDec(dec("-0")), isZeroDec(dec("-0.00")), addDec(dec("-0"), dec("-0"))]).toEqual([0, true, "0"]);
  });

  it("come from any finite number in plain notation and go back to that very number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = decFromNumber(value);
        expect(text).toMatch(PLAIN);
        expect(toNumber(text)).toBe(value === 0 ? 0 : value);
      }),
    );
    expect([decFromNumber(1e-7), decFromNumber(1e21), decFromNumber(-0), decFromNumber(0.1)]).toEqual([
      "0.0000001",
      `1${"0".repeat(21)}`,
      "0",
      "0.1",
    ]);
  });

  it.each([Number.NaN, Infinity, -Infinity])("do not come from %d", (value) => {
    expect(() => decFromNumber(value)).toThrow(InvariantError);
  });
});

describe("rounding in a named direction", () => {
  it("floors a quantity to the largest multiple of the step that is not above it", () => {
    fc.assert(
      fc.property(quantity, step, (qty, { units, text }) => {
        expect(floorToStep(qty.text, text)).toBe(textOf(qty.units - (qty.units % units)));
      }),
    );
  });

  it("ceils a quantity to the smallest multiple of the step that is not below it", () => {
    fc.assert(
      fc.property(quantity, step, (qty, { units, text }) => {
        expect(ceilToStep(qty.text, text)).toBe(textOf(((qty.units + units - 1n) / units) * units));
      }),
    );
  });

  it("never raises a price that is rounded down and never lowers one that is rounded up, by a tick at most", () => {
    fc.assert(
      fc.property(quantity, step, (price, tick) => {
        const down = roundToTick(price.text, tick.text, "down");
        const up = roundToTick(price.text, tick.text, "up");
        expect(compareDec(down, price.text)).toBeLessThanOrEqual(0);
        expect(compareDec(up, price.text)).toBeGreaterThanOrEqual(0);
        expect([dec("0"), tick.text]).toContain(subDec(up, down));
      }),
    );
  });

  it("changes nothing that is on the grid: 0.3 in steps of 0.1 stays 0.3", () => {
    expect([floorToStep(dec("0.3"), dec("0.1")), ceilToStep(dec("0.3"), dec("0.1"))]).toEqual(["0.3", "0.3"]);
    expect([roundToTick(dec("42000.15"), dec("0.1"), "down"), roundToTick(dec("42000.15"), dec("0.1"), "up")]).toEqual([
      "42000.1",
      "42000.2",
    ]);
  });

  it("rounds to places towards zero, away from it, or half to even", () => {
    const rounded = (text: string): string[] =>
      (["down", "up", "half-even"] as const).map((way) => roundDec(dec(text), 2, way));
    expect(rounded("1.005")).toEqual(["1", "1.01", "1"]);
    expect(rounded("1.015")).toEqual(["1.01", "1.02", "1.02"]);
    expect(rounded("-1.005")).toEqual(["-1", "-1.01", "-1"]);
    expect(rounded("-0.001")).toEqual(["0", "-0.01", "0"]);
  });
});
