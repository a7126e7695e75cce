import type { JournalEvent } from "../../domain/event.js";
import { segmentPaths } from "../../journal/read.js";
import type { GrowingFiles } from "../../ports/growing-files.js";
import { parseJson } from "../json-codec.js";
import type { StateReader } from "../read-state.js";
import { GrowingLines } from "../session/growing-lines.js";
import { ModelHistory } from "./model-history.js";
import type { MlView } from "./model-view.js";

type State = Pick<StateReader, "files" | "directory">;

/** Lines of other types say nothing about a model, and most are bars: they are told apart before they are parsed. */
const TELLING =
  /"type":"(?:session\.(?:started|configured)|cycle\.decided|order\.(?:intended|filled)|position\.liquidated|funding\.settled)"/;
const TYPE_WITHIN = 160;
/** Of the newest segment, where the session began without a model. */
const LAST_BYTES = 1_024 * 1_024;

/**
 * What the journal says of a model. All segments are read, oldest first, where the session began with one; a long journal
 * is caught up with over several readings. Else only the end of the newest, in case one was switched on since.
 */
export class ModelLog {
  readonly #state: State;
  readonly #growing: GrowingFiles;
  #segment: string | null = null;
  #lines: GrowingLines | null = null;
  #history = new ModelHistory();

  constructor(state: State, growing: GrowingFiles) {
    this.#state = state;
    this.#growing = growing;
  }

  get view(): MlView {
    return this.#history.view;
  }

  /** Reads on; a segment is left once nothing of it is new and another follows. */
  update(beganWithModel: boolean): void {
    const segments = segmentPaths(this.#state.files, `${this.#state.directory}/journal`);
    const newest = segments.at(-1);
    if (this.#segment === null && !beganWithModel && newest !== undefined) {
      this.#segment = newest;
      this.#lines = new GrowingLines(this.#growing, newest, LAST_BYTES);
    }
    for (;;) {
      if (this.#readOn() > 0) return;
      const next = segments.find((path) => this.#segment === null || path > this.#segment);
      if (next === undefined) return;
      this.#segment = next;
      this.#lines = new GrowingLines(this.#growing, next);
    }
  }

  #readOn(): number {
    if (this.#lines === null) return 0;
    const { restarted, lines } = this.#lines.read();
    if (restarted) this.#history = new ModelHistory();
    for (const line of lines) this.#take(line);
    return lines.length;
  }

  #take(line: string): void {
    const head = line.slice(0, TYPE_WITHIN);
    if (!TELLING.test(head)) return;
    if (head.includes('"cycle.decided"') && !line.includes('"predictions":')) return;
    const parsed = parseJson(line);
    if (!parsed.ok || typeof parsed.value !== "object" || parsed.value === null) return;
    const event = parsed.value as JournalEvent;
    // A line carries its instant as a text.
    this.#history.onEvent({ ...event, atMs: Date.parse(event.at) });
  }
}
