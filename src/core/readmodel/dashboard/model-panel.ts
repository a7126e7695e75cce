import { count, decimal, minute, percent, toned } from "../../page/figures.js";
import type { Panel } from "../../page/live-page.js";
import { columnsOf, type Table } from "../../page/page.js";
import type { MlView, ModelInUse } from "../model/model-view.js";

const SHOWN = 15;

/** What the model of the session promised, says, and what came of it; no panel where none was ever on. */
export function modelPanels(ml: MlView): readonly Panel[] {
  const { model, predictions } = ml;
  if (model === null && predictions.length === 0) return [];
  const table: Table = {
    kind: "table",
    caption: `Newest first, ${count(Math.min(SHOWN, predictions.length))} of ${count(ml.counts.asked)}`,
    columns: columnsOf(
      ["at", "entry", "strategy", "pays", "drift", "size", "what it did", "net"],
      ["at", "entry", "strategy", "what it did"],
    ),
    rows: predictions
      .slice(0, SHOWN)
      .map(({ at, side, symbol, strategy, probability, drift, scale, did, why, net }) => [
        ...[minute(Date.parse(at)), `${side} ${symbol}`, strategy, percent(probability, 0), decimal(drift, 3)],
        ...[scale === null ? "0" : decimal(scale), why === null ? did : `${did}: ${why}`, toned(net, decimal(net))],
      ]),
  };
  return [
    {
      ...{ id: "model", title: "Model", width: "full" },
      blocks: [
        { kind: "list", items: [...(model === null ? [] : promises(model)), ...now(ml)] },
        predictions.length === 0 ? { kind: "text", text: "It was not asked about an entry yet." } : table,
      ],
    },
  ];
}

function promises({ id, kind, strategy, rows, validUntil, evaluation, checks }: ModelInUse): readonly string[] {
  const name = kind === "gbm" ? "boosted trees" : "logistic regression";
  const first = `${id}: ${name} on entries of ${strategy}, ${count(rows)} samples, answers until ${validUntil.slice(0, 10)}`;
  if (evaluation === null) return [first, "never evaluated"];
  const { auc, logLoss, baseLogLoss, brier } = evaluation;
  const verdict = checks.every(({ pass }) => pass) ? "passes" : "fails";
  return [
    first,
    `evaluation ${verdict}: AUC ${decimal(auc, 3)}, log loss ${decimal(logLoss, 4)} against ${decimal(baseLogLoss, 4)} of ` +
      `the base rate, Brier ${decimal(brier, 4)}`,
  ];
}

function now({ drift, live }: MlView): readonly string[] {
  const { closed, paid, meanSaid, brier, promisedBrier } = live;
  const drifted = drift === null ? [] : [`drift (PSI) ${decimal(drift.psi, 3)} at ${minute(Date.parse(drift.at))}`];
  const came =
    closed === 0
      ? "no position that it let pass is closed yet"
      : `${count(closed)} closed: ${percent(paid / closed, 0)} paid where it said ${percent(meanSaid, 0)}; Brier ` +
        `${decimal(brier, 3)}, promised ${decimal(promisedBrier, 3)}`;
  return [...drifted, came];
}
