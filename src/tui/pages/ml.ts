import { count, percent, signedMoney, utc } from "../../core/lib/format.js";
import { wrapText } from "../../core/lib/text.js";
import type { MlView, ModelInUse, PredictionRow } from "../../core/readmodel/model/model-view.js";
import { titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";
import { drawTable, type TableColumn } from "../paint/table.js";
import type { Tone } from "../paint/theme.js";
import type { DrawContext } from "./draw-context.js";

type Line = readonly [string, Tone];

const NO_MODEL: readonly Line[] = [
  ["No model is switched on: strategies trade without one, and nothing has to be done.", "strong"],
  [
    "A model says how likely an entry is to pay its costs; it scales entries or ends them, and never opens one. No " +
      "prediction is recorded in this session.",
    "plain",
  ],
  ["1. Learn from recorded data:  hedge ml train --strategy momentum", "plain"],
  ["2. Judge it out of sample:  hedge ml evaluate MODEL  (exit code 4: it fails)", "plain"],
  [
    "3. Where it passes, and only then, name its record.json in strategy_config.json as screener.meta_signal.model; the " +
      "next session asks it.",
    "plain",
  ],
  ["Where signals were dropped, and why:  hedge doctor signals", "plain"],
];

/** The model that judges entries: what it promised, what it says, and what came of it; or how one is made. */
export function drawMl(pane: Pane, { view: { ml } }: DrawContext): void {
  const asked = ml.predictions.length > 0;
  if (ml.model === null && !asked) {
    const body = titled(pane, "PREDICTIONS", "no model");
    drawLines(body.part(0, 1), NO_MODEL, 1);
    return;
  }
  const body = titled(pane, "MODEL", stateNote(ml));
  const lines: Line[] = [...(ml.model === null ? farBack(ml) : modelLines(ml.model)), driftLine(ml), liveLine(ml)];
  const used = drawLines(body, lines);
  drawPredictions(body.part(0, used), ml);
}

function stateNote({ counts: { asked, vetoed, sent } }: MlView): string {
  return asked === 0 ? "on, not asked yet" : `on: ${count(asked)} asked, ${count(vetoed)} vetoed, ${count(sent)} sent`;
}

function farBack({ predictions }: MlView): readonly Line[] {
  const id = predictions[0]?.model ?? "";
  return [
    [`${id} is on; the journal line with its record is too far back to be read here: hedge ml show ${id}`, "warn"],
  ];
}

function modelLines(model: ModelInUse): readonly Line[] {
  const { id, kind, strategy, rows, learnedUntil, validUntil, hashes, features } = model;
  const name = kind === "gbm" ? "boosted trees" : "logistic regression";
  const top = features.slice(0, 3).map((of) => `${of.name} ${percent(of.importance, 0)}`);
  const short = (hash: string): string => hash.slice(0, 8);
  return [
    [
      `${id}: ${name} on entries of ${strategy}, ${count(rows)} samples up to ${day(learnedUntil)}; answers until ` +
        `${day(validUntil)}; looks most at ${top.join(", ")}`,
      "strong",
    ],
    [
      `hashes: model ${short(hashes.model)}, data ${short(hashes.data)}, features ${short(hashes.featureCode)}, ONNX ` +
        short(hashes.onnx),
      "dim",
    ],
    promiseLine(model),
  ];
}

function promiseLine({ evaluation, checks }: ModelInUse): Line {
  if (evaluation === null) return ["never evaluated", "warn"];
  const { auc, logLoss, baseLogLoss, brier, baseBrier, skillT, samples, trials, reliability } = evaluation;
  const failed = checks.filter(({ pass }) => !pass).map(({ name }) => name);
  const verdict = failed.length === 0 ? "passes" : `FAILS ${failed.join(", ")}`;
  const said = reliability.map(({ meanSaid, shareSeen }) => `${meanSaid.toFixed(2)}→${shareSeen.toFixed(2)}`);
  return [
    `evaluation ${verdict}: AUC ${auc.toFixed(3)}, log loss ${logLoss.toFixed(4)} (base ${baseLogLoss.toFixed(4)}), Brier ` +
      `${brier.toFixed(4)} (base ${baseBrier.toFixed(4)}), skill t ${skillT.toFixed(1)}, ${count(samples)} samples, ` +
      `${count(trials)} tried` +
      (said.length === 0 ? "" : `; said→seen ${said.join(" ")}`),
    failed.length === 0 ? "plain" : "warn",
  ];
}

/** As `askModel` reads it: from 0.1 on it fades, from max_drift on it vetoes. */
function driftLine({ drift }: MlView): Line {
  if (drift === null) return ["drift (PSI): told with the first prediction", "dim"];
  const { psi, at } = drift;
  if (psi === null) return [`drift (PSI) at ${utc(at)}: not known yet; entries are vetoed meanwhile`, "warn"];
  const words = psi < STEADY ? "steady" : psi < USUAL_MAX ? "sizes fade" : "large";
  return [`drift (PSI) at ${utc(at)}: ${psi.toFixed(3)}, ${words}`, psi < STEADY ? "plain" : "warn"];
}

const STEADY = 0.1;
const USUAL_MAX = 0.25;

function liveLine({ live }: MlView): Line {
  const { closed, paid, meanSaid, brier, promisedBrier, bands } = live;
  if (closed === 0) return ["live: no position that it let pass is closed yet", "dim"];
  const seen = bands.map((of) => `${of.meanSaid.toFixed(2)}→${of.shareSeen.toFixed(2)} (${count(of.count)})`);
  return [
    `live: ${count(closed)} closed, ${percent(paid / closed, 0)} paid where it said ${percent(meanSaid, 0)}; Brier ` +
      `${figure(brier)} (promised ${figure(promisedBrier)}); said→seen ${seen.join(" ")}`,
    "plain",
  ];
}

const COLUMNS: readonly TableColumn<PredictionRow>[] = [
  { title: "AT", cell: ({ at }) => ({ text: utc(at).slice(5) }) },
  { title: "ENTRY", cell: ({ side, symbol }) => ({ text: `${side} ${symbol}` }) },
  { title: "P(PAYS)", align: "right", cell: ({ probability }) => ({ text: figure(probability) }) },
  { title: "PSI", align: "right", leaves: 1, cell: ({ drift }) => ({ text: figure(drift) }) },
  {
    title: "DID",
    cell: ({ did, scale }) =>
      scale === null ? { text: "vetoed", tone: "warn" } : { text: `${did} ×${scale.toFixed(2)}` },
  },
  { title: "NET USD", align: "right", cell: ({ net }) => netSpan(net) },
  { title: "WHY NOT", least: 12, cell: ({ why }) => ({ text: why ?? "" }) },
];

/** The newest entries it was asked about, and all that it saw of the newest. */
function drawPredictions(pane: Pane, { predictions }: MlView): void {
  const [newest] = predictions;
  const seen = newest === undefined ? [] : featureLines(newest, pane.width - 2);
  const rows = Math.max(0, pane.height - seen.length - 2);
  const body = titled(pane, "PREDICTIONS", "newest first");
  drawTable(body.part(0, 0, Infinity, rows + 1), {
    columns: COLUMNS,
    rows: predictions.slice(0, rows),
    cursor: null,
    none: "no entry was judged yet",
  });
  const below = body.part(0, Math.min(rows, predictions.length) + 1);
  for (const [y, line] of seen.entries()) below.write(1, y, line, "dim");
}

function featureLines({ features, symbol }: PredictionRow, width: number): readonly string[] {
  const seen = Object.entries(features).map(([name, value]) => `${name} ${figure(value)}`);
  return wrapText(`of ${symbol} it saw: ${seen.join(", ")}`, width);
}

function netSpan(net: number | null): { readonly text: string; readonly tone?: Tone } {
  return net === null ? { text: "" } : { text: signedMoney(net.toFixed(2)), tone: net > 0 ? "up" : "down" };
}

function figure(value: number | null): string {
  return value === null ? "n/a" : value.toFixed(3);
}

function day(instant: string): string {
  return instant.slice(0, 10);
}

/** Wrapped prose from the top down, `gap` empty rows after each; returns the rows it took. */
function drawLines(pane: Pane, lines: readonly Line[], gap = 0): number {
  let y = 0;
  for (const [text, tone] of lines) {
    for (const line of wrapText(text, Math.min(MOST_COLUMNS, pane.width - 3))) pane.write(1, y++, line, tone);
    y += gap;
  }
  return y;
}

/** Longer lines are hard to follow. */
const MOST_COLUMNS = 110;
