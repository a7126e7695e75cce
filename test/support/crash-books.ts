import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Restarted } from "./crash-lab.js";

/** What must be the same after a crash: books by file, and the decisions of the journal. */
export type Books = Readonly<Record<string, string>>;

const EXACT = [
  "orders.jsonl",
  "risk_vetoes.jsonl",
  "nav.jsonl",
  "gating.jsonl",
  "nav_freshness.jsonl",
  "router_offsets.jsonl",
];
/** Their `seq` counts the lines of the journal, and each restart adds one. */
const WITHOUT_SEQ = ["positions.json", "nav_log.json", "risk_state.json", "router_health.json"];

type Line = Record<string, unknown>;

function without(line: Line, names: readonly string[]): Line {
  return Object.fromEntries(Object.entries(line).filter(([name]) => !names.includes(name)));
}

function withoutSeq(text: string): string {
  return JSON.stringify(without(JSON.parse(text) as Line, ["seq"]));
}

function segmentTexts(state: string): readonly string[] {
  const directory = join(state, "journal");
  // Beside them lie locks and what was made of them; old ones are packed.
  const files = readdirSync(directory);
  const segments = new Set(files.flatMap((name) => /^\d{6}\.jsonl(?=$|\.gz$)/.exec(name)?.[0] ?? []));
  return [...segments].sort().map((name) => {
    const path = join(directory, name);
    return (files.includes(name) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`))).toString("utf8");
  });
}

/** A whole journal, its torn end included. */
export function journalText(state: string): string {
  return segmentTexts(state).join("");
}

/** Lines of a journal as they were written, oldest first. */
export function journalLines(state: string): readonly string[] {
  return segmentTexts(state).flatMap((text) => text.split("\n").slice(0, -1));
}

/** Marks that a stop and a restart leave; no decision follows from them. */
const PAUSES = ["session.resumed", "stop.requested"];

/** Every event without the journal's own members. */
export function journaledBodies(state: string): readonly string[] {
  const bodies: string[] = [];
  for (const line of journalLines(state)) {
    const body = without(JSON.parse(line) as Line, ["seq", "hash"]);
    bodies.push(JSON.stringify(body));
  }
  return bodies;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The books in a state directory; `restarted` adds the figures of the summary and the verdict on the journal. */
export function booksOf(state: string, restarted: Restarted): Books {
  const books: Record<string, string> = {};
  for (const name of EXACT) books[name] = readFileSync(join(state, name), "utf8");
  for (const name of WITHOUT_SEQ) books[name] = withoutSeq(readFileSync(join(state, name), "utf8"));
  const figures = without(restarted.report?.summary ?? {}, ["journal", "decisionLatencyMs"]);
  books["summary"] = JSON.stringify(figures);
  books["verdict"] = `ok ${String(restarted.verdict?.ok)}, torn ${String(restarted.verdict?.tornBytes)}`;
  const isPause = (body: string): boolean => PAUSES.some((type) => body.includes(`"type":"${type}"`));
  const decisions = journaledBodies(state).filter((body) => !isPause(body));
  books["decisions"] = decisions.map(digest).join("\n");
  return books;
}

/** Names of the books that differ, with the first place where they do. */
export function differences(wanted: Books, found: Books): readonly string[] {
  return Object.keys(wanted).flatMap((name) => {
    const [left, right] = [wanted[name] ?? "", found[name] ?? ""];
    if (left === right) return [];
    let at = 0;
    while (left[at] === right[at]) at += 1;
    return [`${name} from ${String(at)}: ${left.slice(at, at + 60)} | ${right.slice(at, at + 60)}`];
  });
}

/** Bytes of everything that a further start may not change: all but the heartbeat and the lock's record. */
export function fingerprint(state: string): string {
  const names = readdirSync(state, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "health.json" && entry.name !== "lock")
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return names.map((name) => `${name} ${digest(readFileSync(name, "latin1"))}`).join("\n");
}
