import { age, count, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";

interface SyncView {
  readonly mode: string;
  readonly target: string | null;
  readonly epoch: number | null;
  readonly slot: number;
  readonly mirroredSeq: number;
  readonly lag: { readonly records: number; readonly bytes: number; readonly seconds: number | null };
  readonly fenced: boolean;
}

interface SyncStatusView {
  readonly document: SyncView;
  readonly directory: string;
  readonly isKept: boolean;
  readonly at: string | null;
  readonly caughtUpAt: string | null;
  readonly trouble: string | null;
  readonly fine: boolean;
}

function row(name: string, value: string, { tint }: Paper): string {
  return `${tint(name.padEnd(12), "dim")}${value}`;
}

/** How far a mirror is behind, in words. */
function lagText({ records, bytes, seconds }: SyncView["lag"]): string {
  if (bytes === 0) return "nothing";
  const oldest = seconds === null ? "age unknown" : `the oldest ${age(seconds * 1_000)} old`;
  return `${count(records)} records, ${count(bytes)} bytes, ${oldest}`;
}

/** What one `hedge sync --once` has brought over, or how it stands when it is told to stop. */
export function syncLines(view: SyncView, paper: Paper): readonly string[] {
  const { mode, target, epoch, slot, mirroredSeq, lag } = view;
  const title = lag.bytes === 0 ? paper.tint("mirrored", "good") : paper.tint("not all is mirrored", "warn");
  return [
    `${title}: ${count(mirroredSeq)} events of ${mode} in ${count(slot)} slots`,
    row("place", target ?? "none", paper),
    row("epoch", epoch === null ? "none yet" : String(epoch), paper),
    row("missing", lagText(lag), paper),
  ];
}

export function syncStatusScreen(view: SyncStatusView, paper: Paper): readonly string[] {
  const { document, isKept, at, caughtUpAt, trouble, fine } = view;
  const { tint, wrap } = paper;
  if (document.target === null) {
    return [
      tint("no mirror", "warn"),
      ...wrap(`The journal of ${view.directory} lies on this disk alone. \`hedge sync --target URL\` mirrors it.`),
      row("missing", lagText(document.lag), paper),
    ];
  }
  const heading = fine ? tint("in time", "good") : tint(document.fenced ? "fenced" : "look here", "bad");
  const kept = isKept ? "hedge sync runs" : "no hedge sync runs";
  return [
    `${tint("MIRROR", "title")}  ${document.mode}  ${heading}`,
    row("place", document.target, paper),
    row("kept", at === null ? kept : `${kept}, last sign of life ${utc(at)}`, paper),
    row(
      "mirrored",
      `event ${count(document.mirroredSeq)}, slot ${count(document.slot)}, epoch ${document.epoch ?? "none"}`,
      paper,
    ),
    row("missing", lagText(document.lag), paper),
    row("caught up", caughtUpAt === null ? "never" : utc(caughtUpAt), paper),
    ...(trouble === null ? [] : ["", ...wrap(trouble)]),
  ];
}

interface RestoreView {
  readonly document: {
    readonly mode: string;
    readonly target: string;
    readonly directory: string;
    readonly epoch: number;
    readonly events: number;
    readonly bytes: number;
    readonly tookOver: boolean;
    readonly projected: boolean;
  };
  readonly lease: { readonly writer: string; readonly host: string; readonly since: string };
}

export function restoreScreen({ document, lease }: RestoreView, paper: Paper): readonly string[] {
  const { tint, wrap } = paper;
  const { mode, target, directory, events, bytes, tookOver, projected, epoch } = document;
  const who = `${lease.writer} on ${lease.host}, since ${utc(lease.since)}`;
  const leave = tookOver
    ? `This directory writes the mirror from now on (epoch ${epoch}). The writer before, ${who}, is fenced.`
    : `The mirror is still written by ${who}. This copy is for reading: an executor refuses it. To trade instead of that machine, restore with --take-over.`;
  return [
    `${tint("restored", "good")}: ${count(events)} events of ${mode}, ${count(bytes)} bytes`,
    row("from", target, paper),
    row("to", directory, paper),
    row(
      "telemetry",
      projected ? "made anew from the journal" : "the mirror's newest (this version can't read the journal)",
      paper,
    ),
    "",
    ...wrap(leave),
    "",
    `  hedge journal verify --state ${directory}`,
    `  hedge status --state ${directory}`,
  ];
}
