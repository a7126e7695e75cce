import { z } from "zod";
import type { EventBody, JournalEvent } from "../domain/event.js";
import { MODES } from "../domain/mode.js";
import { quoted } from "./codec.js";
import { inputShapes, sessionShapes } from "./input-shapes.js";
import { outputShapes } from "./output-shapes.js";
import { instantSchema } from "./schema-parts.js";

/**
 * Payload of every event of schema version 1. A change that old lines don't fit is a new version:
 * a second table here, `v: 2` in the codec, and a step that lifts version 1.
 */
const shapesV1 = { ...inputShapes, ...outputShapes, ...sessionShapes };

const header = {
  seq: z.int().positive(),
  at: z.string(),
  atMs: instantSchema,
  v: z.literal(1),
  mode: z.enum(MODES),
  correlationId: z.string(),
  hash: z.string(),
};

const lineSchemas: ReadonlyMap<string, z.ZodType> = new Map(
  Object.entries(shapesV1).map(([type, shape]) => [
    type,
    z.strictObject({ ...header, type: z.literal(type), ...shape }),
  ]),
);

/**
 * Says where a decoded event differs from its schema, null if it fits: `vetoes.0.qty is 12: …`.
 * Every hash may fit and the event still be wrong: a bug of the writer, or a journal of other code.
 */
export function eventProblem(event: JournalEvent): string | null {
  const schema = lineSchemas.get(event.type);
  if (schema === undefined) return `unknown event type ${quoted(event.type)}`;
  const parsed = schema.safeParse(event);
  if (parsed.success) return null;
  const [issue] = parsed.error.issues;
  if (issue === undefined) return `${event.type} does not fit its schema`;
  const path = issue.path.map(String).join(".");
  const value = issue.path.reduce<unknown>(member, event);
  return path === ""
    ? `${event.type}: ${issue.message}`
    : `${event.type}: ${path} is ${quoted(value)}: ${issue.message}`;
}

function member(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}

type Shapes = typeof shapesV1;
type Type = EventBody["type"];
type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly unknown[]
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T extends object
      ? { readonly [K in keyof T]-?: Plain<T[K]> }
      : T;

type PayloadInSchema<T extends keyof Shapes> = Plain<{ [K in keyof Shapes[T]]: z.infer<Shapes[T][K]> }>;
type PayloadOf<E, T> = E extends { readonly type: infer U } ? (T extends U ? Omit<E, "type" | "atMs"> : never) : never;
type PayloadInDomain<T extends Type> = Plain<PayloadOf<EventBody, T>>;

type Agrees<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Disagreeing = {
  [T in Type]: T extends keyof Shapes ? (Agrees<PayloadInSchema<T>, PayloadInDomain<T>> extends true ? never : T) : T;
}[Type];
type None<T extends never> = T;

type PayloadMember = { [T in keyof Shapes]: keyof Shapes[T] }[keyof Shapes];

/** Compiles only while each event type has a schema, none is left over, and both say the same of every member. */
export interface SchemaMismatch {
  readonly disagreeing: None<Disagreeing>;
  readonly leftOver: None<Exclude<keyof Shapes, Type>>;
  readonly hiddenByHeader: None<keyof typeof header & PayloadMember>;
}
