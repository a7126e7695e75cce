import { grouped } from "../../core/lib/grouped.js";
import { dropUnit, type FigureUnit } from "../../core/domain/drop-units.js";
import { utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { wrapText } from "../../core/lib/text.js";
import { type AdmissionView, admissionLines } from "./admission-lines.js";
import { comparison, lastName, settingText } from "./drop-figures.js";
import { heading } from "./heading.js";

interface DropView {
  readonly reason: string;
  readonly count: number;
  readonly setting: string | null;
  readonly value: number | null;
  readonly limit: number | null;
}

interface RowView {
  readonly strategy: string;
  readonly symbol: string;
  readonly bars: number;
  readonly signals: number;
  readonly protoIntents: number;
  readonly intents: number;
  readonly sized: number;
  readonly approved: number;
  readonly filled: number;
  readonly topDrops: readonly DropView[];
}

export interface SignalsView {
  readonly document: {
    readonly mode: string;
    readonly funnel: readonly RowView[];
    readonly admission?: readonly AdmissionView[];
  };
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly diagnoses: readonly { readonly kind: string; readonly text: string }[];
  /** What the configuration says at each setting that the funnel names. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Units that rules told of their figures, by `reason setting`. */
  readonly units: Readonly<Record<string, FigureUnit>>;
  /** Strategies that trade under the configuration. */
  readonly enabled: readonly string[];
}

function whole(count: number): string {
  return count.toLocaleString("en-US");
}

const FUNNEL: readonly Column<RowView>[] = [
  { title: "strategy", cell: ({ strategy }) => strategy },
  { title: "symbol", cell: ({ symbol }) => symbol },
  { title: "bars", align: "right", cell: ({ bars }) => whole(bars) },
  { title: "signals", align: "right", cell: ({ signals }) => whole(signals) },
  { title: "protos", align: "right", cell: ({ protoIntents }) => whole(protoIntents), leaves: 2 },
  { title: "intents", align: "right", cell: ({ intents }) => whole(intents), leaves: 3 },
  { title: "sized", align: "right", cell: ({ sized }) => whole(sized), leaves: 1 },
  { title: "approved", align: "right", cell: approvedCell },
  { title: "filled", align: "right", cell: ({ filled }) => whole(filled) },
];

function approvedCell({ approved, intents }: RowView): { text: string; tone?: "bad" } {
  return intents > 0 && approved === 0 ? { text: "0", tone: "bad" } : { text: whole(approved) };
}

interface DropLine extends DropView {
  readonly strategy: string;
  readonly unit: FigureUnit | null;
  /** The setting's last name and its value; the whole path is in the document. */
  readonly set: string;
}

const DROPS: readonly Column<DropLine>[] = [
  { title: "ended by", cell: ({ reason }) => reason.replaceAll("_", " ") },
  { title: "times", align: "right", cell: ({ count }) => whole(count) },
  { title: "typically vs limit", cell: typically, leaves: 1 },
  { title: "setting", cell: ({ set }) => set },
];

function typically({ value, limit, unit }: DropLine): string {
  return value === null || limit === null ? "" : comparison(value, limit, unit);
}

function unitOf({ reason, setting }: DropView, units: SignalsView["units"]): FigureUnit | null {
  const told = units[`${reason} ${setting ?? ""}`] ?? null;
  // A rule that counts does not say what.
  return told === null || told === "count" ? (dropUnit(reason, setting ?? "") ?? told) : told;
}

function settingOf({ setting, limit }: DropView, unit: FigureUnit | null, settings: SignalsView["settings"]): string {
  if (setting === null) return "";
  return settingText(setting, settings[setting], limit === null || unit === null ? null : { limit, unit });
}

/** Reasons that a screen shows for each strategy. */
const SHOWN = 8;

/** A position that is held as wanted ends no wish. */
function isQuiet({ reason }: DropView): number {
  return reason === "holding" ? 1 : 0;
}

/**
 * What ended the wishes of each strategy on all its symbols, by reason and setting; the figures are those of the pair
 * where it did most often. A value is told where it is that of all symbols.
 */
function dropLines({ document: { funnel }, settings, units }: SignalsView): readonly DropLine[] {
  const byReason = new Map<string, DropLine & { most: number }>();
  for (const { strategy, topDrops } of funnel) {
    for (const drop of topDrops) {
      const name = drop.setting === null ? "" : lastName(drop.setting);
      const unit = unitOf(drop, units);
      const key = `${strategy} ${drop.reason} ${name}`;
      const known = byReason.get(key);
      const count = (known?.count ?? 0) + drop.count;
      const own = settingOf(drop, unit, settings);
      const set = known === undefined || known.set === own ? own : name;
      const shown =
        known !== undefined && known.most >= drop.count ? known : { ...drop, strategy, unit, most: drop.count };
      byReason.set(key, { ...shown, count, set });
    }
  }
  const perStrategy = new Map<string, number>();
  return [...byReason.values()]
    .sort((a, b) => isQuiet(a) - isQuiet(b) || b.count - a.count)
    .filter(({ strategy }) => {
      const before = perStrategy.get(strategy) ?? 0;
      perStrategy.set(strategy, before + 1);
      return before < SHOWN;
    });
}

/** A table for each strategy, so that no name has to be cut beside the others' figures. */
function dropTables(drops: readonly DropLine[], paper: Paper): readonly string[] {
  return [...grouped(drops, ({ strategy }) => strategy)].flatMap(([strategy, rows], _index, all) => [
    "",
    ...(all.length > 1 ? [paper.tint(strategy, "strong")] : []),
    ...renderTable({ columns: DROPS, rows, ...paper }),
  ]);
}

function diagnosisLines({ diagnoses }: SignalsView, paper: Paper): readonly string[] {
  return diagnoses.flatMap(({ kind, text }) => {
    const tone = kind === "problem" ? "bad" : "dim";
    const mark = kind === "problem" ? "!" : "·";
    return wrapText(text, paper.width - 2).map((line, index) =>
      index === 0 ? `${paper.tint(mark, tone)} ${line}` : `  ${line}`,
    );
  });
}

/** Who trades, what ended the others, and what that means. */
export function signalsScreen(view: SignalsView, paper: Paper): readonly string[] {
  const { document, fromMs, toMs, enabled } = view;
  const at = toMs === null ? "" : new Date(toMs).toISOString();
  const since = fromMs === null ? "no bars yet" : `since ${utc(new Date(fromMs).toISOString())}`;
  const drops = dropLines(view);
  const said = diagnosisLines(view, paper);
  return [
    heading({ mode: document.mode, at }, `signals  ${since}  to`, paper),
    ...renderTable({ columns: FUNNEL, rows: document.funnel, ...paper }),
    ...dropTables(drops, paper),
    ...(said.length === 0 ? [] : ["", ...said]),
    ...(document.admission === undefined ? [] : ["", ...admissionLines(document.admission, enabled, paper)]),
  ];
}
