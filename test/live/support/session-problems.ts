import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { configOfSession } from "../../../src/core/app/config-of-session.js";
import { createEngineContext } from "../../../src/core/app/engine-context.js";
import { journalDirectory, journalEvents } from "../../../src/core/app/session-state.js";
import { positionKey } from "../../../src/core/domain/portfolio.js";
import { replay } from "../../../src/core/engine/replay.js";
import { verifyJournal } from "../../../src/core/journal/verify.js";
import { compareDec, isZeroDec, ZERO } from "../../../src/core/lib/decimal.js";
import type { SessionLab } from "./session-lab.js";
import { ACCOUNT, sumOf } from "./venue-lab.js";

/** What venue, trades and books disagree on once a session has ended: nothing, after any fault. */
export async function differences({ state, venue }: Pick<SessionLab, "state" | "venue">): Promise<readonly string[]> {
  const seen = await venue.witness();
  const problems: string[] = [];
  const wallet = state.portfolio.accounts[ACCOUNT]?.wallet ?? ZERO;
  if (compareDec(seen.wallet, wallet) !== 0) problems.push(`wallet: books ${wallet}, venue ${seen.wallet}`);
  for (const symbol of venue.symbols) {
    const ours = state.portfolio.positions[positionKey(ACCOUNT, symbol)]?.qty ?? ZERO;
    const theirs = seen.positions.get(symbol) ?? ZERO;
    const traded = sumOf(seen.trades.get(symbol) ?? []);
    if (compareDec(ours, theirs) !== 0 || compareDec(ours, traded) !== 0)
      problems.push(`${symbol}: books ${ours}, venue ${theirs}, trades ${traded}`);
    const side = ours.startsWith("-") ? "BUY" : "SELL";
    const stops = seen.algos.filter(
      (algo) => algo.symbol === symbol && algo.algoStatus === "NEW" && algo.closePosition && algo.side === side,
    );
    if (!isZeroDec(ours) && stops.length !== 1) problems.push(`${symbol} has ${String(stops.length)} disaster stops`);
  }
  const ids = [
    // A triggered stop goes on under its own id as a regular order.
    ...seen.orders.map(({ clientOrderId }) => clientOrderId).map((id) => `r ${id}`),
    ...seen.algos.map(({ clientAlgoId }) => `c ${clientAlgoId}`),
  ];
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  return twice.length === 0 ? problems : [...problems, `twice at the venue: ${twice.join(", ")}`];
}

/** Broken chain, torn tail, or a decision that the journal does not explain. */
export function journalProblems(directory: string): readonly string[] {
  const verdict = verifyJournal(nodeFiles, journalDirectory(directory));
  if (!verdict.ok || verdict.tornBytes > 0) return [`journal: ${verdict.reason ?? "torn"}`];
  const events = [...journalEvents(directory, nodeFiles, "testnet")];
  const context = createEngineContext(configOfSession(events[0]));
  const { firstDifference } = replay(events, context, { fromMs: -Infinity, toMs: Infinity });
  return firstDifference === null ? [] : [`replay: ${JSON.stringify(firstDifference).slice(0, 600)}`];
}
