import { z } from "zod";
import type { FundEvent } from "../domain/fund-event.js";
import type { JournalEvent } from "../domain/event.js";
import { MODES, type Mode } from "../domain/mode.js";
import { isoUtc } from "../lib/time.js";
import type { Files } from "../ports/files.js";
import { encodeLine, quoted } from "./codec.js";
import { emptyTail, type JournalTail, readJournal } from "./read.js";
import { countSchema, decSchema, instantSchema } from "./schema-parts.js";
import { SegmentFiles } from "./segments.js";

/** A line of the fund's ledger, which is a journal of its own beside the session's. */
export type FundLine = FundEvent & {
  readonly seq: number;
  readonly at: string;
  readonly mode: Mode;
  readonly correlationId: string;
  readonly hash: string;
};

const word = z.string().min(1).max(60);
const booksSchema = z.strictObject({
  booksUsd: decSchema,
  flowsUsd: decSchema,
  evidence: z.strictObject({ seq: countSchema, hash: z.string(), ageMs: z.number(), isReconciled: z.boolean() }),
});

const shapes: { readonly [T in FundEvent["type"]]: z.ZodRawShape } = {
  "fund.opened": {
    name: word,
    terms: z.strictObject({
      issuePriceUsd: decSchema,
      managementFee: decSchema,
      performanceFee: decSchema,
      maxNavAgeMs: z.number().positive(),
    }),
    books: booksSchema,
    seed: word.nullable(),
  },
  "subscription.received": { id: word, investor: word, amountUsd: decSchema },
  "redemption.requested": { id: word, investor: word, units: decSchema.nullable() },
  "request.withdrawn": { id: word, reason: z.string() },
  "subfund.traded": { id: word, units: decSchema, amountUsd: decSchema },
  "nav.struck": {
    books: booksSchema,
    subFunds: z.array(z.strictObject({ id: word, navPerUnitUsd: decSchema, atMs: instantSchema })),
    deals: z.boolean(),
  },
  "money.paid": {
    to: z.enum(["redemption", "management_fee", "performance_fee"]),
    id: word.nullable(),
    amountUsd: decSchema,
  },
};

const header = {
  ...{ seq: z.int().positive(), at: z.string(), atMs: instantSchema, v: z.literal(1), mode: z.enum(MODES) },
  ...{ correlationId: z.string(), hash: z.string() },
};

const schemas = new Map<string, z.ZodType>(
  Object.entries(shapes).map(([type, shape]) => [type, z.strictObject({ ...header, type: z.literal(type), ...shape })]),
);

/** Null where a decoded line is one of a fund's ledger. */
function problemOf(event: JournalEvent): string | null {
  const schema = schemas.get(event.type);
  if (schema === undefined) return `unknown event type ${quoted(event.type)}`;
  const [issue] = schema.safeParse(event).error?.issues ?? [];
  return issue === undefined ? null : `${event.type}: ${issue.path.map(String).join(".")}: ${issue.message}`;
}

export const fundDirectory = (stateDirectory: string): string => `${stateDirectory}/fund`;

/** All lines with the chain checked. Errors: JournalCorruption with file, line and byte. */
export function readFundLedger(
  files: Pick<Files, "list" | "readBytes">,
  directory: string,
  tail: JournalTail = emptyTail(),
): readonly FundLine[] {
  // The reader is that of the session's journal; the check above makes the type true.
  return [...readJournal(files, directory, tail, problemOf)] as unknown as readonly FundLine[];
}

interface Place {
  readonly files: Files;
  readonly directory: string;
  readonly mode: Mode;
}

/** No ledger of people's money gets so long. */
const SEGMENT_BYTES = 1_073_741_824;

/** One more line, on stable storage when this returns. The caller holds the lock and has read the tail under it. */
export function appendFundEvent({ files, directory, mode }: Place, event: FundEvent, tail: JournalTail): FundLine {
  const seq = tail.seq + 1;
  const correlationId = "id" in event && event.id !== null ? event.id : `fund-${String(seq)}`;
  const { line, hash } = encodeLine(event, { seq, mode, correlationId }, tail.hash);
  const segments = new SegmentFiles({ files, directory, segmentBytes: SEGMENT_BYTES }, tail);
  try {
    segments.write([line]);
    segments.syncNow();
  } finally {
    segments.close();
  }
  return { ...event, seq, at: isoUtc(event.atMs), mode, correlationId, hash };
}
