import { Failure } from "../../lib/failure.js";
import { nearest } from "../../lib/nearest.js";
import type { StoredRun } from "../../research/run/run-document.js";
import { ownParams, symbolOf } from "../../research/sweep/symbol-axis.js";
import type { SweepDocument } from "../../research/sweep/sweep-document.js";
import { LATEST_FILE, listRuns, listSweeps, type Reading, unreadableRuns } from "./run-store.js";

const LISTED = 8;

/**
 * The run that `RUN` names: its id, the beginning of one id alone, or `latest`.
 *
 * Errors: Failure 2 (`unknown_run`) where there is none, where several begin so, and for a sweep, which is no run: it says
 * how to make one of its best row; Failure 3 for one whose document can't be read.
 */
export function findRun(files: Reading, runs: string, wanted: string): StoredRun {
  const known = listRuns(files, runs);
  const id = wanted === "latest" ? latestOf(files, runs) : wanted;
  const exact = known.find((run) => run.id === id);
  if (exact !== undefined) return exact;
  const matching = id === "" ? [] : known.filter((run) => run.id.startsWith(id));
  const [first, second] = matching;
  if (first !== undefined && second === undefined) return first;
  const broken = unreadableRuns(files, runs).find(({ place }) => place.file?.startsWith(`${runs}/${id}/`));
  if (broken !== undefined) throw broken;
  const sweep = listSweeps(files, runs).find((one) => id !== "" && one.id.startsWith(id));
  if (sweep !== undefined && first === undefined) throw isSweep(wanted, sweep);
  throw unknown(wanted, runs, { known: known.map((run) => run.id), matching: matching.map((run) => run.id) });
}

function latestOf(files: Reading, runs: string): string {
  return files.readText(`${runs}/${LATEST_FILE}`)?.trim() ?? "";
}

function unknown(
  wanted: string,
  runs: string,
  { known, matching }: { readonly known: readonly string[]; readonly matching: readonly string[] },
): Failure {
  const message =
    matching.length > 1
      ? `"${wanted}" begins ${String(matching.length)} runs`
      : `there is no run "${wanted}" in ${runs}`;
  const choice = matching.length > 1 ? matching : known;
  const more = choice.length > LISTED ? ` and ${String(choice.length - LISTED)} more (hedge backtest list)` : "";
  const meant = matching.length > 1 ? null : nearest(wanted, known);
  const listed = `known: ${choice.slice(0, LISTED).join(", ")}${more}`;
  return new Failure("unknown_run", 2, message, {
    path: "RUN",
    value: wanted,
    fix:
      known.length === 0
        ? "None is kept there: `hedge backtest run --strategy momentum` makes one; --state names another folder."
        : `${meant === null ? "" : `did you mean ${meant}? `}${listed}`,
  });
}

function isSweep(wanted: string, sweep: SweepDocument): Failure {
  const best = sweep.top[0]?.params ?? {};
  const symbol = symbolOf(best);
  const params = [
    ...(symbol === null ? [] : [` --symbols ${symbol}`]),
    ...Object.entries(ownParams(best)).map(([name, value]) => ` --param ${name}=${String(value)}`),
  ];
  const command = `hedge backtest run --strategy ${strategyOfSweep(sweep)}${params.join("")}`;
  return new Failure("unknown_run", 2, `${sweep.id} is a sweep, not a run`, {
    path: "RUN",
    value: wanted,
    fix: `Make a run of its best row first, over the same markets and span: ${command}`,
  });
}

/** Its id is `<strategy>-sweep-<hash>`. */
export function strategyOfSweep({ id }: Pick<SweepDocument, "id">): string {
  return id.replace(/-sweep-[0-9a-f]+$/, "");
}

/** The sweep whose best row a run is; null where it is none's. */
export function sweepWonBy(run: StoredRun, sweeps: readonly SweepDocument[]): SweepDocument | null {
  if (run.inputs.kind !== "run") return null;
  const won = sweeps.find((sweep) => {
    const best = sweep.top[0]?.params ?? {};
    const [own, symbol] = [Object.entries(ownParams(best)), symbolOf(best)];
    const same = Object.keys(best).length > 0 && own.every(([name, value]) => run.params[name] === value);
    const onMarket = symbol === null || (run.symbols.length === 1 && run.symbols[0] === symbol);
    return same && onMarket && strategyOfSweep(sweep) === run.strategy;
  });
  return won ?? null;
}
