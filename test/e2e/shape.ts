/** What a value must look like; complaints name the place, none means it fits. */
export type Shape = (value: unknown, path: string) => readonly string[];

interface Optional {
  readonly optional: Shape;
}

type Members = Readonly<Record<string, Shape | Optional>>;

const told = (value: unknown): string => (value === undefined ? "missing" : JSON.stringify(value).slice(0, 80));

function test(wanted: string, fits: (value: unknown) => boolean): Shape {
  return (value, path) => (fits(value) ? [] : [`${path} is ${told(value)}, not ${wanted}`]);
}

const isText = (value: unknown): value is string => typeof value === "string";

export const text = test("a text", (value) => isText(value) && value !== "");
export const flag = test("true or false", (value) => typeof value === "boolean");
/** Money, price, quantity: never a number, never with an exponent, never -0. */
export const decimal = test("a decimal string", (value) =>
  isText(value) && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) && !/^-[0.]+$/.test(value));
export const figure = test("a finite number", (value) => typeof value === "number" && Number.isFinite(value));
export const fraction = test("a fraction 0…1", (value) => typeof value === "number" && value >= 0 && value <= 1);
export const span = test("a number of at least 0", (value) => typeof value === "number" && value >= 0);
export const count = test("a count", (value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const sha256 = test("64 hex digits", (value) => isText(value) && /^[0-9a-f]{64}$/.test(value));
export const rule = test("a rule", (value) => isText(value) && /^R(?:0[1-9]|1\d|2[0-2])$/.test(value));
export const code = test("a code in snake case", (value) => isText(value) && /^[a-z][a-z0-9_]*$/.test(value));
/** A UTC instant with Z, one that exists. */
export const iso = test("an ISO instant with Z", (value) =>
  isText(value) &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/.test(value) &&
  new Date(Date.parse(value)).toISOString().startsWith(value.slice(0, 19)));
export const anything: Shape = (value, path) => (value === undefined ? [`${path} is missing`] : []);

export function is(...wanted: readonly (string | number | boolean | null)[]): Shape {
  return test(wanted.map(told).join(" or "), (value) => wanted.some((one) => one === value));
}

export function orNull(shape: Shape): Shape {
  return (value, path) => (value === null ? [] : shape(value, path));
}

/** A member that may be left out; where it stands in the order is settled all the same. */
export function optional(shape: Shape): Optional {
  return { optional: shape };
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Exactly these members in exactly this order. */
export function members(wanted: Members): Shape {
  return (value, path) => {
    if (!isTree(value)) return [`${path} is ${told(value)}, not an object`];
    const present = Object.keys(wanted).filter((key) => !("optional" in wanted[key]!) || Object.hasOwn(value, key));
    const order = Object.keys(value).join(" ");
    const wrong = order === present.join(" ") ? [] : [`${path} has ${order}; not ${present.join(" ")}`];
    const inside = present.flatMap((key) => {
      const shape = wanted[key]!;
      return ("optional" in shape ? shape.optional : shape)(value[key], `${path}.${key}`);
    });
    return [...wrong, ...inside];
  };
}

export function list(shape: Shape): Shape {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((one, index) => shape(one, `${path}[${String(index)}]`))
      : [`${path} is ${told(value)}, not a list`];
}

/** Names of a kind, all with values of a kind. */
export function record(key: Shape, shape: Shape): Shape {
  return (value, path) =>
    isTree(value)
      ? Object.entries(value).flatMap(([name, one]) => [...key(name, `${path} name`), ...shape(one, `${path}.${name}`)])
      : [`${path} is ${told(value)}, not an object`];
}
