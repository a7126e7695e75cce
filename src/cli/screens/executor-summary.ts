import type { ExecutorReport, ExecutorSummary, SummaryPosition } from "../../core/domain/executor-summary.js";
import { executorCommand } from "../../core/domain/mode.js";
import type { Paper } from "../paper.js";
import {
  count,
  money,
  percent,
  price,
  quantity,
  signedMoney,
  signedPercent,
  UNKNOWN,
  utc,
} from "../../core/lib/format.js";
import { renderTable } from "../table.js";
import { counted, type Figure, figureLines } from "../figures.js";
import { wrapText } from "../../core/lib/text.js";
import type { Tone } from "../tint.js";

function signTone(text: string | null): Tone {
  if (text === null) return "dim";
  return text.startsWith("-") ? "bad" : "good";
}

function headline({ summary, outcome }: ExecutorReport): string {
  const span = `${summary.from.slice(0, 10)} to ${summary.to.slice(0, 10)}`;
  const end = {
    end_of_data: "finished",
    already_finished: "finished earlier",
    stopped: "stopped, goes on when started again",
    cycles_done: "paused, goes on when started again",
  }[outcome];
  return `Session ${span}  ${summary.mode}  ${end}`;
}

function totalReturn(summary: ExecutorSummary): number | null {
  const { navStart, navEnd } = summary;
  return navStart === null || navEnd === null ? null : Number(navEnd) / Number(navStart) - 1;
}

function resultFigures({ summary, extras }: ExecutorReport): readonly Figure[] {
  const change = totalReturn(summary);
  const ratio = extras.profitFactor === null ? UNKNOWN : extras.profitFactor.toFixed(2);
  const wins = extras.trades === 0 ? UNKNOWN : percent(extras.wins / extras.trades, 1);
  return [
    {
      label: "NAV",
      parts: [`${money(summary.navStart)} → ${money(summary.navEnd)} USDT  ${signedPercent(change)}`],
      tone: signTone(change === null ? null : String(change)),
    },
    { label: "max drawdown", parts: [percent(summary.maxDrawdown)] },
    {
      label: "realised",
      parts: [signedMoney(summary.realizedPnl), `unrealised ${signedMoney(summary.unrealizedPnl)}`],
    },
    {
      label: "costs",
      parts: [
        `fees ${money(summary.fees)}`,
        `funding ${signedMoney(summary.funding)}`,
        `shortfall ${extras.shortfallBps === null ? UNKNOWN : `${extras.shortfallBps.toFixed(1)} bps`}`,
      ],
    },
    { label: "trades", parts: [counted(extras.trades, "round trip"), `won ${wins}`, `profit factor ${ratio}`] },
  ];
}

function activityFigures({ summary, extras, outcome }: ExecutorReport): readonly Figure[] {
  const { orders, vetoes, decisionLatencyMs: latency } = summary;
  const rules = Object.entries(vetoes.byRule).sort(([, a], [, b]) => b - a);
  const reasons = rules.map(([rule, total]) => `${rule} ${count(total)}`).join("  ");
  const elapsed = outcome === "already_finished" ? [] : [`this run ${(extras.elapsedMs / 1_000).toFixed(1)} s`];
  const milliseconds = (value: number | null): string => (value === null ? UNKNOWN : `${value.toFixed(2)} ms`);
  return [
    { label: "market", parts: [`${counted(summary.bars, "bar")} in ${counted(summary.cycles, "cycle")}`] },
    {
      label: "decisions",
      parts: [
        `${counted(summary.signals, "signal")} → ${counted(summary.intents, "intent")} → ${count(vetoes.total)} refused`,
        ...(reasons === "" ? [] : [`by ${reasons}`]),
      ],
    },
    {
      label: "orders",
      parts: [
        `${count(orders.sent)} sent`,
        `${count(orders.filled)} filled`,
        `${count(orders.canceled)} canceled or expired`,
        `${count(orders.rejected)} rejected`,
        `${count(orders.unknown)} unknown`,
        counted(summary.fills, "fill"),
      ],
    },
    {
      label: "unprotected",
      parts: [`${summary.unprotectedSeconds.toFixed(1)} s in all`],
      tone: summary.unprotectedSeconds > 0 ? "dim" : "good",
    },
    {
      label: "speed",
      parts: [`decision p50 ${milliseconds(latency.p50)}`, `p99 ${milliseconds(latency.p99)}`, ...elapsed],
    },
    {
      label: "journal",
      parts: [counted(summary.journal.events, "event"), `last hash ${summary.journal.lastHash.slice(0, 16)}`],
    },
  ];
}

function positionLines(positions: readonly SummaryPosition[], paper: Paper): readonly string[] {
  if (positions.length === 0) return ["  no open positions"];
  return renderTable({
    ...paper,
    rows: positions,
    columns: [
      { title: "symbol", cell: (row) => row.symbol },
      { title: "side", cell: (row) => row.side },
      { title: "qty", align: "decimal", cell: (row) => quantity(row.qty) },
      { title: "entry", align: "decimal", cell: (row) => price(row.entryPrice) },
      {
        title: "stop",
        align: "decimal",
        cell: (row) => ({ text: price(row.stopPrice), tone: row.stopPrice === null ? "bad" : undefined }),
      },
    ],
  });
}

function hint({ outcome, summary, extras }: ExecutorReport): string {
  const { mode } = summary;
  // Each mode has its own default directory, which needs no naming.
  const state = extras.stateDirectory === `cache/${mode}` ? "" : ` --state ${extras.stateDirectory}`;
  if (outcome === "already_finished")
    return `Begin anew with: hedge executor --fresh${state}   (the old books are archived)`;
  if (outcome === "end_of_data")
    return `Look closer: hedge status · positions · vetoes · nav · risk show · replay --assert${state}`;
  return `Go on with: ${executorCommand(mode)}${state}`;
}

/** The last word of a session: what a trader asks first, then how it came about. */
export function executorSummaryLines(report: ExecutorReport, paper: Paper): readonly string[] {
  const { summary } = report;
  const { tint, width } = paper;
  const notes = summary.notes.flatMap((note) =>
    wrapText(note, width - 4).map((line, index) => `  ${index === 0 ? "·" : " "} ${line}`),
  );
  return [
    tint(headline(report), "title"),
    ...figureLines(resultFigures(report), paper),
    "",
    ...figureLines(activityFigures(report), paper),
    "",
    tint(`Open positions at ${utc(summary.to)}`, "title"),
    ...positionLines(summary.positions, paper),
    ...(notes.length === 0 ? [] : ["", tint("Notes", "title"), ...notes]),
    "",
    ...wrapText(hint(report), width).map((line) => tint(line, "dim")),
  ];
}

/** Said on stderr when a start found what a killed process left half written. */
export function tornLine(cutBytes: number): string {
  return `the journal ended in an unfinished line, as a killed process leaves it: ${count(cutBytes)} bytes were cut, nothing acknowledged was in them`;
}
