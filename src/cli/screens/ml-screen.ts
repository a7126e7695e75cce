import { count, percent, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";

interface CheckView {
  readonly name: string;
  readonly pass: boolean;
  readonly measured: number | null;
  readonly limit: number;
  readonly words: string;
}

export interface ModelView {
  readonly id: string;
  readonly strategy: string;
  readonly kind: string;
  readonly from: string;
  readonly learnedUntil: string;
  readonly validUntil: string;
  readonly rows: number;
  readonly paid: number;
  readonly features: readonly { readonly name: string; readonly importance: number }[];
  readonly leftOut: readonly { readonly feature: string; readonly known: number }[];
  readonly evaluation: {
    readonly logLoss: number;
    readonly baseLogLoss: number;
    readonly brier: number;
    readonly baseBrier: number;
    readonly auc: number;
    readonly trials: number;
    readonly reliability: readonly { readonly meanSaid: number; readonly shareSeen: number; readonly count: number }[];
  } | null;
  readonly verdict: "pass" | "fail" | null;
  readonly checks: readonly CheckView[];
  readonly files: { readonly folder: string };
  readonly onnxGap?: number | null;
}

const TOP_FEATURES = 5;

const CHECKS: readonly Column<CheckView>[] = [
  { title: "", cell: ({ pass }) => (pass ? "pass" : "FAIL") },
  { title: "check", cell: ({ name }) => name },
  { title: "measured", align: "decimal", cell: ({ measured }) => figure(measured) },
  { title: "limit", align: "decimal", cell: ({ limit }) => figure(limit) },
  { title: "of", cell: ({ words }) => words, leaves: 1 },
];

/** One model for a person: what it learned from, how it did out of sample, and whether it may trade. */
export function modelScreen(model: ModelView, paper: Paper): readonly string[] {
  const { id, strategy, kind, rows, paid, evaluation } = model;
  const first = model.features.slice(0, TOP_FEATURES).map(({ name, importance }) => `${name} ${percent(importance)}`);
  const left = model.leftOut.map(({ feature, known }) => `${feature} (known in ${percent(known)})`);
  return [
    paper.tint(`MODEL ${id}`, "title"),
    ...paper.wrap(
      `${kind === "gbm" ? "boosted trees" : "logistic regression"} on entries of ${strategy}: ${count(rows)} samples, ` +
        `${percent(paid / rows)} of which paid their costs; ${utc(model.from)} to ${utc(model.learnedUntil)}, ` +
        `answers until ${utc(model.validUntil)}`,
    ),
    ...paper.wrap(`looks most at ${first.join(", ")}`),
    ...(left.length === 0 ? [] : paper.wrap(`left out: ${left.join(", ")}`)),
    ...(evaluation === null ? [] : ["", ...scores(evaluation, paper)]),
    ...(evaluation === null
      ? []
      : ["", ...renderTable({ columns: CHECKS, rows: model.checks, width: paper.width, tint: paper.tint })]),
    "",
    ...paper.wrap(verdictOf(model)),
  ];
}

function scores(of: NonNullable<ModelView["evaluation"]>, paper: Paper): readonly string[] {
  const { logLoss, baseLogLoss, brier, baseBrier, auc, trials, reliability } = of;
  const said = reliability.map(
    ({ meanSaid, shareSeen, count: n }) => `${meanSaid.toFixed(2)} → ${shareSeen.toFixed(2)} (${count(n)})`,
  );
  return [
    ...paper.wrap(
      `out of sample: log loss ${logLoss.toFixed(4)} (base rate ${baseLogLoss.toFixed(4)}), Brier ${brier.toFixed(4)} ` +
        `(${baseBrier.toFixed(4)}), AUC ${auc.toFixed(3)}; ${count(trials)} ${trials === 1 ? "model" : "models"} tried on this data`,
    ),
    ...paper.wrap(`said → seen: ${said.join(", ")}`),
  ];
}

function verdictOf({ id, verdict, onnxGap, files }: ModelView): string {
  const onnx =
    onnxGap === undefined
      ? ""
      : onnxGap === null
        ? " The ONNX file was not compared: onnxruntime-web is not installed."
        : ` The ONNX file says the same (to ${onnxGap.toExponential(1)}).`;
  if (verdict === null) return `Kept in ${files.folder}. Not evaluated: hedge ml evaluate ${id}`;
  if (verdict === "fail") return `FAILS: no session will start with it.${onnx}`;
  return (
    `PASSES: strategy_config.json screener.meta_signal.model "${files.folder}/record.json" lets it scale and veto ` +
    `entries from the next session on.${onnx}`
  );
}

const MODELS: readonly Column<ModelView>[] = [
  { title: "model", cell: ({ id }) => id },
  { title: "strategy", cell: ({ strategy }) => strategy },
  { title: "samples", align: "right", cell: ({ rows }) => count(rows) },
  { title: "until", cell: ({ learnedUntil }) => learnedUntil.slice(0, 10), leaves: 2 },
  { title: "AUC", align: "decimal", cell: ({ evaluation }) => figure(evaluation?.auc ?? null) },
  {
    title: "skill t",
    align: "decimal",
    cell: ({ checks }) => figure(checks.find(({ name }) => name === "skill")?.measured ?? null),
    leaves: 1,
  },
  { title: "evaluation", cell: ({ verdict }) => verdict ?? "not yet" },
];

/** The registry for a person. */
export function modelsScreen(
  {
    items,
    broken,
    directory,
  }: { readonly items: readonly ModelView[]; readonly broken: readonly string[]; readonly directory: string },
  paper: Paper,
): readonly string[] {
  const damaged = broken.length === 0 ? [] : paper.wrap(`changed or cut since they were written: ${broken.join(", ")}`);
  if (items.length === 0) {
    return [`no model is kept in ${directory}; \`hedge ml train --strategy momentum\` makes one`, ...damaged];
  }
  return [...renderTable({ columns: MODELS, rows: items, width: paper.width, tint: paper.tint }), ...damaged];
}

function figure(value: number | null): string {
  if (value === null) return "–";
  return Number.isInteger(value) ? count(value) : value.toFixed(4);
}
