import { openParquet } from "../../adapters/parquet/columns.js";
import { readTexts } from "../../adapters/parquet/read-texts.js";
import { dec } from "../../lib/decimal.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";
import { parseJson } from "../../readmodel/json-codec.js";
import type { StoredRun } from "../../research/run/run-document.js";
import type { EquityColumns, RecordedTrade, RunEvidence } from "../../research/run/run-evidence.js";
import { VETOES_FILE } from "../../research/run/run-document.js";

/**
 * What the folder of a run says.
 *
 * Errors: Failure 3 naming a file that is missing; DataError for one that can't be read.
 */
export async function readRun(
  files: Pick<Files, "readBytes" | "readText">,
  runs: string,
  run: StoredRun,
): Promise<RunEvidence> {
  const directory = `${runs}/${run.id}`;
  const bytesOf = (name: string): readonly [Uint8Array, string] => {
    const file = `${directory}/${name}`;
    const bytes = files.readBytes(file);
    if (bytes === null) throw incomplete(file);
    return [bytes, file];
  };
  return {
    run,
    equity: await readEquity(...bytesOf(run.files.equity)),
    trades: await readTrades(...bytesOf(run.files.trades)),
    vetoes: countVetoes(files.readText(`${directory}/${VETOES_FILE}`) ?? ""),
  };
}

async function readEquity(bytes: Uint8Array, file: string): Promise<EquityColumns> {
  const table = await openParquet(bytes, file);
  const columns = await table.readColumns(["at_ms", "nav", "exposure", "fees", "taker_usd"]);
  const { at_ms: atMs, nav, exposure, fees, taker_usd: takerUsd } = columns;
  return { atMs, nav, exposure, fees, takerUsd };
}

const TEXTS = ["intent_id", "group_id", "strategy", "symbol", "direction", "exit_purpose"] as const;
const MONEY = ["realized_pnl", "fees", "funding"] as const;

async function readTrades(bytes: Uint8Array, file: string): Promise<readonly RecordedTrade[]> {
  const table = await openParquet(bytes, file);
  const times = await table.readColumns(["opened_at_ms", "closed_at_ms"]);
  const texts = await readTexts(bytes, file, [...TEXTS, ...MONEY]);
  return Array.from(times.opened_at_ms, (openedAtMs, row) => {
    const text = (name: keyof typeof texts): string => texts[name][row] ?? "";
    return {
      ...{ openedAtMs, closedAtMs: times.closed_at_ms[row] ?? Number.NaN },
      ...{ intentId: text("intent_id"), groupId: text("group_id"), strategy: text("strategy") },
      ...{ symbol: text("symbol"), direction: text("direction"), exitPurpose: text("exit_purpose") },
      ...{ realizedPnl: dec(text("realized_pnl")), fees: dec(text("fees")), funding: dec(text("funding")) },
    };
  });
}

function countVetoes(lines: string): ReadonlyMap<string, number> {
  const byRule = new Map<string, number>();
  for (const line of lines.split("\n")) {
    if (line === "") continue;
    const parsed = parseJson(line);
    const rule = parsed.ok ? (parsed.value as { readonly primary?: string } | null)?.primary : undefined;
    const name = rule ?? "unreadable";
    byRule.set(name, (byRule.get(name) ?? 0) + 1);
  }
  return byRule;
}

function incomplete(file: string): Failure {
  return new Failure("run_invalid", 3, `${file} is missing: the run's folder is not complete`, {
    file,
    fix: "Delete the run's folder and make the run again.",
  });
}
