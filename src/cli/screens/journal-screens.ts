import { count, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";

interface ReplayView {
  readonly cycles: number;
  readonly decisions: number;
  readonly equal: boolean;
  readonly firstDifference: {
    readonly seq: number;
    readonly at: string;
    readonly journaled: object | null;
    readonly decided: object | null;
  } | null;
}

/** Equal, or the first decision that differs with both versions. */
export function replayScreen(view: ReplayView, { tint, wrap }: Paper): readonly string[] {
  const counted = `${count(view.decisions)} decisions in ${count(view.cycles)} cycles`;
  const { firstDifference: difference } = view;
  if (difference === null) return [tint(`equal: ${counted} decided again, all the same`, "good")];
  const shown = (what: object | null): string => (what === null ? "nothing" : JSON.stringify(what));
  return [
    tint(`differs at event ${count(difference.seq)} (${difference.at}); ${counted} compared`, "bad"),
    ...wrap(`journaled: ${shown(difference.journaled)}`),
    ...wrap(`decided:   ${shown(difference.decided)}`),
  ];
}

interface VerifyView {
  readonly document: {
    readonly events: number;
    readonly ok: boolean;
    readonly file?: string;
    readonly line?: number;
    readonly reason?: string;
  };
  readonly verdict: { readonly lastSeq: number; readonly lastHash: string; readonly tornBytes: number };
  readonly directory: string;
}

export function journalVerifyScreen({ document, verdict }: VerifyView, { tint, wrap }: Paper): readonly string[] {
  if (!document.ok) {
    const place = `${document.file ?? "?"} line ${String(document.line ?? "?")}`;
    return [
      tint(`not what was written: ${place}`, "bad"),
      ...wrap(document.reason ?? ""),
      `${count(document.events)} events before it are sound`,
    ];
  }
  const torn =
    verdict.tornBytes === 0
      ? []
      : wrap(
          `The last ${count(verdict.tornBytes)} bytes are an unfinished line, as a killed process leaves it; the next start cuts it.`,
        );
  return [
    tint(`sound: ${count(document.events)} events`, "good"),
    `last event ${count(verdict.lastSeq)}  hash ${verdict.lastHash}`,
    ...torn,
  ];
}

interface ExportView {
  readonly directory: string;
  readonly events: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly files: readonly { readonly path: string; readonly rows: number }[];
}

/** What was written, by table. */
export function journalExportScreen(
  { directory, events, from, to, files }: ExportView,
  { tint, wrap }: Paper,
): readonly string[] {
  const rows = new Map<string, number>();
  for (const { path, rows: more } of files) {
    const [table = ""] = path.split("/");
    rows.set(table, (rows.get(table) ?? 0) + more);
  }
  const span = events === 0 ? "" : `, ${utc(from)} to ${utc(to)}`;
  return [
    tint(`exported: ${count(events)} events${span}`, events === 0 ? "warn" : "good"),
    ...wrap([...rows].map(([table, length]) => `${table} ${count(length)}`).join(" · ")),
    ...wrap(`${directory}: read it as TABLE/*.parquet`),
  ];
}

interface CompactView {
  readonly directory: string;
  readonly segments: number;
  readonly packed: readonly object[];
  readonly bytes: number;
  readonly packedBytes: number;
  readonly snapshot: { readonly seq: number } | null;
}

/** What was packed, and what that saved. */
export function journalCompactScreen(view: CompactView, { tint, wrap }: Paper): readonly string[] {
  const { directory, segments, packed, bytes, packedBytes, snapshot } = view;
  const begins =
    snapshot === null
      ? []
      : wrap(`a live session starts from its snapshot at line ${count(snapshot.seq)}, and reads what follows`);
  if (packed.length === 0)
    return [
      ...wrap(`nothing to pack: ${count(segments)} segments in ${directory}, the newest two stay plain`),
      ...begins,
    ];
  const ratio = (bytes / packedBytes).toFixed(1);
  return [
    ...begins,
    tint(`packed: ${count(packed.length)} of ${count(segments)} segments`, "good"),
    ...wrap(`${count(bytes)} bytes became ${count(packedBytes)} (${ratio} ×) in ${directory}`),
  ];
}
