import type { EventBody, JournalEvent } from "../../domain/event.js";
import type { GrowingFiles } from "../../ports/growing-files.js";
import { segmentPaths } from "../../journal/read.js";
import { parseJson } from "../json-codec.js";
import type { StateReader } from "../read-state.js";
import { GrowingLines } from "./growing-lines.js";

export type LogLevel = "error" | "warning" | "info";

/** An event of the journal that a person may want to know of. */
export interface LogRow {
  readonly seq: number;
  readonly at: string;
  readonly level: LogLevel;
  /** Who speaks: risk, venue, operator, session. */
  readonly source: string;
  readonly text: string;
}

/** Rows kept, newest last. */
const KEPT_ROWS = 400;
/** Of the newest segment at the first look. */
const FIRST_BYTES = 1_024 * 1_024;

/** The journal's newest segments as a log that goes on. */
export class EventLog {
  readonly #state: Pick<StateReader, "files" | "directory">;
  readonly #growing: GrowingFiles;
  #segment: string | null = null;
  #lines: GrowingLines | null = null;
  #rows: LogRow[] = [];

  constructor(state: Pick<StateReader, "files" | "directory">, growing: GrowingFiles) {
    this.#state = state;
    this.#growing = growing;
  }

  get rows(): readonly LogRow[] {
    return this.#rows;
  }

  /** Reads on. */
  update(): void {
    const newest = segmentPaths(this.#state.files, `${this.#state.directory}/journal`).at(-1) ?? null;
    this.#readOn();
    if (newest === null || newest === this.#segment) return;
    this.#lines = new GrowingLines(this.#growing, newest, this.#segment === null ? FIRST_BYTES : null);
    this.#segment = newest;
    this.#readOn();
  }

  #readOn(): void {
    if (this.#lines === null) return;
    const { restarted, lines } = this.#lines.read();
    if (restarted) this.#rows = [];
    const found = lines.flatMap((line) => rowsOf(line));
    if (found.length > 0) this.#rows = [...this.#rows, ...found].slice(-KEPT_ROWS);
  }
}

/** Most lines are bars: they are told apart before they are parsed. */
const DULL =
  /"type":"(?:market\.|order\.submitted|order\.acknowledged|order\.intended|venue\.reported|clock\.|orders\.counted|exits\.)/;

function rowsOf(line: string): readonly LogRow[] {
  if (DULL.test(line.slice(0, 120))) return [];
  const parsed = parseJson(line);
  if (!parsed.ok || typeof parsed.value !== "object" || parsed.value === null) return [];
  const event = parsed.value as JournalEvent;
  if (typeof event.seq !== "number" || typeof event.at !== "string") return [];
  return wordsOf(event).map((words) => ({ seq: event.seq, at: event.at, ...words }));
}

type Words = Omit<LogRow, "seq" | "at">;

const say = (level: LogLevel, source: string, text: string): readonly Words[] => [{ level, source, text }];

/** What a line of the journal says to a person; nothing where it says nothing new. */
export function wordsOf(event: EventBody): readonly Words[] {
  return orderWords(event) ?? operatorWords(event) ?? worldWords(event) ?? sessionWords(event) ?? [];
}

function orderWords(event: EventBody): readonly Words[] | null {
  switch (event.type) {
    case "cycle.decided":
      return event.vetoes.map(({ primary, strategy, symbol, side }) => ({
        level: "warning",
        source: "risk",
        text: `veto ${primary} ${strategy} ${side} ${symbol}`,
      }));
    case "order.filled":
      return say(
        "info",
        "venue",
        `${event.side} ${event.qty} ${event.symbol} at ${event.price} (${event.clientOrderId})`,
      );
    case "order.rejected":
      return say("error", "venue", `rejected ${event.clientOrderId}: ${event.code} ${event.reason}`);
    case "order.unknown":
      return say("error", "venue", `outcome unknown ${event.clientOrderId}: ${event.reason}`);
    case "order.absent":
      return say("warning", "venue", `never arrived ${event.clientOrderId}: ${event.reason}`);
    case "order.foreign":
      return say("error", "venue", `not ours: ${event.side} ${event.symbol} ${event.clientOrderId}`);
    case "position.liquidated":
      return say("error", "venue", `liquidated ${event.qty} ${event.symbol} at ${event.price}`);
    case "funding.settled":
      return say("info", "venue", `funding ${event.symbol} ${event.amount}`);
    default:
      return null;
  }
}

function operatorWords(event: EventBody): readonly Words[] | null {
  switch (event.type) {
    case "operator.halted":
      return say("warning", "operator", `${event.state} ${event.strategy ?? "all strategies"}: ${event.reason}`);
    case "operator.resumed":
      return say("warning", "operator", `resumed (${event.codes.join(", ")}): ${event.reason}`);
    case "operator.flattened":
      return say("warning", "operator", `flatten ${event.symbol ?? "everything"}: ${event.reason}`);
    case "lease.armed":
      return say("warning", "operator", `armed up to ${event.lease.maxNotionalUsd}`);
    case "lease.disarmed":
      return say("warning", "operator", `disarmed: ${event.reason}`);
    case "interlock.refused":
      return say("error", "session", `${event.what} refused: ${event.reason}`);
    default:
      return null;
  }
}

function worldWords(event: EventBody): readonly Words[] | null {
  switch (event.type) {
    case "cause.raised":
      return say("error", "risk", `${event.cause.state} by ${event.cause.code}; clears: ${event.cause.clears}`);
    case "cause.cleared":
      return say("info", "risk", `cleared ${event.code}`);
    case "connection.changed":
      return say(event.up ? "info" : "warning", "feed", `${event.channel} ${event.symbol ?? "all"}: ${event.reason}`);
    case "circuit.changed":
      return say(
        event.state === "open" ? "error" : "info",
        "venue",
        `circuit ${event.endpoints} ${event.state}: ${event.reason}`,
      );
    case "account.changed":
      return say("warning", "venue", `${event.what} changed: ${event.detail}`);
    case "key.rotated":
      return say("info", "session", `another key signs for ${event.account}: ${event.reason}`);
    case "key.refused":
      return say("warning", "session", `the key of ${event.account} stays as it was: ${event.reason}`);
    case "wallet.adjusted":
      return say("warning", "venue", `${event.kind} ${event.amount} ${event.asset}: ${event.reason}`);
    default:
      return null;
  }
}

function sessionWords(event: EventBody): readonly Words[] | null {
  switch (event.type) {
    case "session.started":
      return say("info", "session", `started with ${event.symbols.length} symbols, code ${event.codeVersion}`);
    case "session.resumed":
      return say("warning", "session", `resumed, ${event.cutBytes} torn bytes cut`);
    case "session.configured":
      return say("warning", "session", `another configuration holds: ${event.configHash.slice(0, 12)}`);
    case "config.reloaded":
      return say("warning", "session", reloadedText(event));
    case "config.refused":
      return say("error", "session", `the files can't be used, nothing changed: ${event.reason}`);
    case "session.ended":
      return say("info", "session", `ended: ${event.reason}`);
    case "stop.requested":
      return say("info", "session", `stop asked for: ${event.reason}`);
    case "invariant.broken":
      return say("error", "session", `broken promise: ${event.message}`);
    default:
      return null;
  }
}

const NAMED = 4;

function reloadedText({ changes, refused }: Extract<EventBody, { type: "config.reloaded" }>): string {
  const shown = changes
    .slice(0, NAMED)
    .map(({ path, before, after }) => `${path} ${valueText(before)} → ${valueText(after)}`);
  const more = changes.length > NAMED ? ` and ${String(changes.length - NAMED)} more` : "";
  const held = changes.length === 0 ? "nothing differs" : `${shown.join(", ")}${more}`;
  const waiting = refused.slice(0, NAMED).map(({ path }) => path);
  return `configuration read again: ${held}${waiting.length === 0 ? "" : `; not followed before a restart: ${waiting.join(", ")}`}`;
}

function valueText(value: unknown): string {
  return value === null ? "absent" : JSON.stringify(value);
}
