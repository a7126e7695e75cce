import type { Files } from "../ports/files.js";
import type { GrowingFiles } from "../ports/growing-files.js";
import type { SeriesStand, SessionCut, SessionFeed } from "../ports/session-port.js";
import { segmentPaths } from "../journal/read.js";
import type { TelemetryFiles } from "../telemetry/line-file.js";

const DOCUMENTS = ["positions.json", "router_health.json", "risk_state.json", "health.json"];
const SERIES = ["orders.jsonl", "risk_vetoes.jsonl", "nav.jsonl"];
/** The one that is written, and the one before, whose end a screen may not have yet. */
const SEGMENTS = 2;
/** A first line holds the whole configuration. */
const MAX_ORIGIN_BYTES = 4 * 1_024 * 1_024;
const NEWLINE = 0x0a;

interface PublishedPlace {
  readonly files: Files;
  readonly growing: GrowingFiles;
  readonly directory: string;
}

/**
 * What this process has written to its state directory, for screens to follow. It keeps the newest text of each document,
 * which exists anyway, and how long the files of lines were then: whoever follows is told the same that the files say.
 */
export class PublishedSession implements SessionFeed {
  readonly #place: PublishedPlace;
  readonly #documents = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  #newest: SessionCut | null = null;
  #series: readonly SeriesStand[] = [];
  #origin: ReturnType<SessionFeed["origin"]> = null;

  constructor(place: PublishedPlace) {
    this.#place = place;
  }

  /** For the writer of the projections: what it replaces is remembered. */
  get files(): TelemetryFiles {
    const { files, directory } = this.#place;
    return {
      makeDirectory: (path) => {
        files.makeDirectory(path);
      },
      openAppend: (path) => files.openAppend(path),
      rename: (from, to) => {
        files.rename(from, to);
      },
      remove: (path) => {
        files.remove(path);
      },
      replace: (path, content) => {
        files.replace(path, content);
        const name = path.slice(directory.length + 1);
        if (DOCUMENTS.includes(name)) this.#documents.set(name, content);
      },
    };
  }

  /** The projections and all lines before them are written. */
  onProjected(): void {
    const { directory, files } = this.#place;
    const segments = segmentPaths(files, `${directory}/journal`).slice(-SEGMENTS);
    const names = [...SERIES, ...segments.map((path) => path.slice(directory.length + 1))];
    this.#series = names.flatMap((file) => this.#standOf(file) ?? []);
  }

  /** A heartbeat is written, with projections or without. */
  onBeat(seq: number): void {
    this.#newest = { seq, documents: new Map(this.#documents), series: this.#series };
    for (const listener of [...this.#listeners]) listener();
  }

  newest(): SessionCut | null {
    return this.#newest;
  }

  onCut(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readRange(file: string, offset: number, length: number): Uint8Array {
    return this.#place.growing.readRange(`${this.#place.directory}/${file}`, offset, length);
  }

  origin(): ReturnType<SessionFeed["origin"]> {
    return (this.#origin ??= this.#readOrigin());
  }

  #readOrigin(): ReturnType<SessionFeed["origin"]> {
    const { directory, files } = this.#place;
    const first = segmentPaths(files, `${directory}/journal`)[0]?.slice(directory.length + 1);
    const stand = first === undefined ? null : this.#standOf(first);
    if (stand === null) return null;
    const bytes = this.readRange(stand.file, 0, Math.min(stand.length, MAX_ORIGIN_BYTES));
    const end = bytes.indexOf(NEWLINE);
    return end === -1 ? null : { stand, line: Uint8Array.from(bytes.subarray(0, end + 1)) };
  }

  #standOf(file: string): SeriesStand | null {
    const stand = this.#place.growing.stand(`${this.#place.directory}/${file}`);
    return stand === null ? null : { file, ...stand };
  }
}
