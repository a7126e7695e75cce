import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEvent } from "../../src/core/domain/event.js";
import { idTrouble, intentTrouble } from "./live-audit.js";
import type { LiveVenue } from "./live-lab.js";
import { type AlgoRow, type HeldRow, unprotected } from "./live-protection.js";
import { readOrders } from "./live-records.js";

/** What the venue shows at one moment, whoever lives. */
export interface Glance {
  /** Sentences about positions without a stop for all of them. */
  readonly uncovered: readonly string[];
  /** Regular orders that wait and may open or add to a position. */
  readonly restingEntries: number;
}

export async function glance(venue: LiveVenue): Promise<Glance> {
  const look = async (): Promise<Glance> => {
    const algos = (await venue.ask("/fapi/v1/openAlgoOrders")) as readonly AlgoRow[];
    const rows = (await venue.ask("/fapi/v3/positionRisk")) as readonly HeldRow[];
    const open = (await venue.ask("/fapi/v1/openOrders")) as readonly { readonly reduceOnly: boolean }[];
    const held = rows.filter(({ positionAmt }) => Number(positionAmt) !== 0);
    return { uncovered: unprotected(held, algos), restingEntries: open.filter((row) => !row.reduceOnly).length };
  };
  const first = await look();
  // The market goes on between two questions: a stop may just have triggered, or have been replaced.
  return first.uncovered.length === 0 ? first : look();
}

/** Duplicates and orders that nobody journaled, while no executor lives; a torn last line is no line. */
export async function deadTrouble(venue: LiveVenue, state: string): Promise<readonly string[]> {
  const records = await readOrders(venue);
  const events = linesOf(state, Infinity).map((line) => JSON.parse(line) as JournalEvent);
  return [...idTrouble(events, records), ...intentTrouble(events, records)];
}

/** Number of the last whole line; 0 before the first. */
export function newestSeq(state: string): number {
  const last = linesOf(state, 2).at(-1);
  return last === undefined ? 0 : (JSON.parse(last) as JournalEvent).seq;
}

/** An executor that began after this line has read the venue's books and trades: its private stream is up. */
export function isUp(state: string, afterSeq: number): boolean {
  return linesOf(state, 3).some((line) => {
    if (!line.includes('"connection.changed"')) return false;
    const event = JSON.parse(line) as JournalEvent;
    return event.type === "connection.changed" && event.channel === "user" && event.up && event.seq > afterSeq;
  });
}

/** Whole lines of the newest segments. */
function linesOf(state: string, segments: number): readonly string[] {
  const directory = join(state, "journal");
  let names: readonly string[];
  try {
    names = readdirSync(directory).filter((name) => name.endsWith(".jsonl"));
  } catch {
    return [];
  }
  const newest = [...names].sort().slice(segments === Infinity ? 0 : -segments);
  return newest.flatMap((name) => readFileSync(join(directory, name), "utf8").split("\n").slice(0, -1));
}
