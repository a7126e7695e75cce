import { count } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";

interface PruneView {
  readonly target: string;
  readonly directory: string;
  readonly pruned: readonly { readonly bytes: number }[];
  readonly historyFromSeq: number;
}

/** What left the disk, and where history begins on it now. */
export function pruneScreen(view: PruneView, { tint, wrap }: Paper): readonly string[] {
  const { target, directory, pruned, historyFromSeq } = view;
  const begins =
    historyFromSeq === 1
      ? []
      : wrap(
          `between the first segment and line ${count(historyFromSeq)}, history lies in the mirror alone: hedge sync fetch`,
        );
  if (pruned.length === 0) return [...wrap(`nothing to prune in ${directory}`), ...begins];
  const bytes = pruned.reduce((sum, segment) => sum + segment.bytes, 0);
  return [
    tint(`pruned: ${count(pruned.length)} segments, ${count(bytes)} bytes of journal`, "good"),
    ...wrap(`${target} gave back each of their bytes before they went`),
    ...begins,
  ];
}

interface FetchView {
  readonly target: string;
  readonly directory: string;
  readonly fetched: readonly { readonly bytes: number }[];
}

export function fetchScreen({ target, directory, fetched }: FetchView, { tint, wrap }: Paper): readonly string[] {
  if (fetched.length === 0) return wrap(`nothing is away: ${directory} has all of its segments`);
  const bytes = fetched.reduce((sum, segment) => sum + segment.bytes, 0);
  return [
    tint(`fetched: ${count(fetched.length)} segments, ${count(bytes)} bytes of journal`, "good"),
    ...wrap(`from ${target} into ${directory}`),
  ];
}
