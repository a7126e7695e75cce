import { age } from "../../core/lib/format.js";
import { counted } from "../figures.js";
import type { Paper } from "../paper.js";
import { wrapText } from "../../core/lib/text.js";

interface WorkerView {
  readonly redis: string;
  readonly workers: number;
  readonly sweeps: readonly string[];
  readonly chunks: number;
  readonly combinations: number;
  readonly elapsedMs: number;
}

/** What a worker did until it ended. */
export function sweepWorkerScreen(view: WorkerView, { width, tint }: Paper): readonly string[] {
  const { chunks, combinations, workers, elapsedMs, sweeps } = view;
  const work = `${counted(chunks, "chunk")}, ${counted(combinations, "combination")} on ${counted(workers, "thread")} in ${age(elapsedMs)}`;
  const names = sweeps.length === 0 ? "No sweep was waiting." : `Sweeps: ${sweeps.join(", ")}`;
  return [tint(`Worker at ${view.redis}`, "strong"), ...[work, names].flatMap((line) => wrapText(line, width))];
}
