import { z } from "zod";
import { DATA_KINDS, SYMBOL_NAME, TIMEFRAMES, timeframeMs, VENUE_NAME } from "../../domain/data-series.js";

export const dataFileSchema = z.strictObject({
  // Relative and without "..": a manifest can't name a file outside its directory.
  path: z.string().regex(/^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.parquet$/),
  kind: z.enum(DATA_KINDS),
  venue: z.string().regex(VENUE_NAME),
  symbol: z.string().regex(SYMBOL_NAME),
  timeframe: z.enum(TIMEFRAMES),
  rows: z.int().positive(),
  firstMs: z.int(),
  lastMs: z.int(),
  gaps: z.array(z.strictObject({ fromMs: z.int(), missing: z.int().positive() })),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  origin: z.string(),
  /** What a person has looked at and found to be so: `verify` no longer counts it as a problem. */
  declared: z
    .array(
      z.strictObject({ code: z.string(), fromMs: z.int(), rows: z.int().positive(), note: z.string().min(1).max(500) }),
    )
    .optional(),
});

export type DataFileEntry = z.infer<typeof dataFileSchema>;

export const manifestSchema = z
  .strictObject({
    schema: z.literal("hedge.data-manifest/1"),
    notes: z.array(z.string()),
    files: z.array(dataFileSchema).min(1),
  })
  .superRefine(({ files }, context) => {
    const seen = new Set<string>();
    files.forEach((entry, index) => {
      const series = `${entry.kind} ${entry.venue} ${entry.symbol} ${entry.timeframe}`;
      for (const key of [entry.path, series]) {
        if (seen.has(key)) context.addIssue({ code: "custom", path: ["files", index], message: `${key} twice` });
        seen.add(key);
      }
      const spanned = (entry.lastMs - entry.firstMs) / timeframeMs(entry.timeframe) + 1;
      const counted = entry.gaps.reduce((sum, gap) => sum + gap.missing, entry.rows);
      if (spanned !== counted) {
        const message = `rows and gaps add up to ${counted} steps of ${entry.timeframe}, the span has ${spanned}`;
        context.addIssue({ code: "custom", path: ["files", index, "rows"], message });
      }
    });
  });

export type DataManifest = z.infer<typeof manifestSchema>;
