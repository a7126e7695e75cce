import { invariant } from "../lib/invariant.js";
import type { AppendFile, Files } from "../ports/files.js";
import { type JournalTail, segmentName, segmentPaths } from "./read.js";

export interface SegmentOptions {
  readonly files: Files;
  readonly directory: string;
  /** A new segment begins once the current one has reached this length. Depends on bytes alone. */
  readonly segmentBytes: number;
}

/** Segment names have six digits. */
const MAX_SEGMENTS = 999_999;

/** The files of a journal as one file that only grows. All but the current segment are durable. */
export class SegmentFiles {
  #file: AppendFile;
  #index: number;
  #syncs = 0;
  /** Full segments whose descriptor a running sync still uses. */
  readonly #retired: AppendFile[] = [];

  /** Makes the directory, cuts a torn line and opens the newest segment. */
  constructor(
    readonly options: SegmentOptions,
    tail: JournalTail,
  ) {
    const { files, directory } = options;
    files.makeDirectory(directory);
    if (tail.segment !== null && tail.tornBytes > 0) files.truncate(tail.segment, tail.segmentLength);
    this.#index = Math.max(1, segmentPaths(files, directory).length);
    this.#file = files.openAppend(this.path);
  }

  get path(): string {
    return `${this.options.directory}/${segmentName(this.#index)}`;
  }

  /** A segment ends after the line that reaches its length, however the lines were grouped into writes. */
  write(lines: readonly string[]): void {
    let group: string[] = [];
    let groupBytes = 0;
    for (const line of lines) {
      if (this.#file.length + groupBytes >= this.options.segmentBytes) {
        this.#writeGroup(group);
        this.#rotate();
        group = [];
        groupBytes = 0;
      }
      group.push(line);
      groupBytes += Buffer.byteLength(line) + 1;
    }
    this.#writeGroup(group);
  }

  /** Resolves once everything written before the call is on stable storage. */
  async sync(): Promise<void> {
    this.#syncs += 1;
    try {
      await this.#file.sync();
    } finally {
      this.#syncs -= 1;
      if (this.#syncs === 0) for (const file of this.#retired.splice(0)) file.close();
    }
  }

  syncNow(): void {
    this.#file.syncNow();
  }

  close(): void {
    this.#file.close();
  }

  #writeGroup(lines: readonly string[]): void {
    if (lines.length > 0) this.#file.write(Buffer.from(`${lines.join("\n")}\n`, "utf8"));
  }

  #rotate(): void {
    invariant(this.#index < MAX_SEGMENTS, `a journal has at most ${String(MAX_SEGMENTS)} segments`);
    this.#file.syncNow();
    // Closing a descriptor under a running sync would make that sync fail, or hit whoever gets the number next.
    if (this.#syncs === 0) this.#file.close();
    else this.#retired.push(this.#file);
    this.#index += 1;
    this.#file = this.options.files.openAppend(this.path);
  }
}
