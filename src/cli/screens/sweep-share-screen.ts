import { count } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { wrapText } from "../../core/lib/text.js";

interface ShareView {
  readonly id: string;
  readonly shard: string;
  readonly chunks: { readonly total: number; readonly computed: number; readonly missing: number };
}

/** A shard for a person: what it did, and what the sweep still waits for. */
export function sweepShareScreen(view: ShareView, directory: string, { width, tint }: Paper): readonly string[] {
  const { total, computed, missing } = view.chunks;
  const lines = [
    `Shard ${view.shard} computed ${count(computed)} of ${count(total)} chunks; ${count(missing)} are left to other shards.`,
    `The last shard to end writes the results; to compute what is left here: hedge backtest sweep --resume ${view.id}`,
  ];
  return [
    tint(`Sweep ${view.id}`, "strong"),
    "",
    ...lines.flatMap((line) => wrapText(line, width)),
    ...wrapText(`Kept in ${directory}`, width).map((line) => tint(line, "dim")),
  ];
}
