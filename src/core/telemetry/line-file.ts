/** The few operations telemetry needs of a file system; `core/ports/files.ts` fits. */
export interface TelemetryFiles {
  makeDirectory(path: string): void;
  openAppend(path: string): { write(bytes: Uint8Array): void; close(): void };
  replace(path: string, content: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
}

const BUFFER_LIMIT_CHARS = 256 * 1_024;
/** Of a file that is not in place yet: years of hourly NAV. */
const REBUILD_LIMIT_CHARS = 8 * 1_024 * 1_024;

/**
 * A file of JSON lines that is written anew from the first record on and takes the old one's place when it
 * has caught up. Until then readers see the old file, whole. Nothing a crash left in it survives.
 *
 * The new file is begun as late as can be: a start that is refused before its first flush leaves nothing behind.
 */
export class LineFile {
  readonly #files: TelemetryFiles;
  readonly #path: string;
  readonly #encoder = new TextEncoder();
  #file: ReturnType<TelemetryFiles["openAppend"]> | null = null;
  #pending: string[] = [];
  #pendingChars = 0;
  #isInPlace = false;
  #beginning: Uint8Array | null = null;

  constructor(files: TelemetryFiles, path: string) {
    this.#files = files;
    this.#path = path;
    files.remove(`${path}.rebuild`);
  }

  /** The lines of all records before the first that is added here. */
  resume(beginning: Uint8Array): void {
    this.#beginning = beginning;
  }

  add(line: string): void {
    this.#pending.push(line, "\n");
    this.#pendingChars += line.length + 1;
    if (this.#pendingChars > (this.#isInPlace ? BUFFER_LIMIT_CHARS : REBUILD_LIMIT_CHARS)) this.#write();
  }

  /** Hands all lines to the operating system, and puts the file in place the first time. */
  flush(): void {
    this.#write();
    if (this.#isInPlace) return;
    this.#open();
    this.#files.rename(`${this.#path}.rebuild`, this.#path);
    this.#isInPlace = true;
  }

  /** A file that has not caught up yet is dropped: the old one stays. */
  close(): void {
    if (this.#isInPlace) this.#write();
    this.#file?.close();
    if (!this.#isInPlace) this.#files.remove(`${this.#path}.rebuild`);
  }

  #open(): ReturnType<TelemetryFiles["openAppend"]> {
    if (this.#file !== null) return this.#file;
    this.#file = this.#files.openAppend(`${this.#path}.rebuild`);
    if (this.#beginning !== null) this.#file.write(this.#beginning);
    this.#beginning = null;
    return this.#file;
  }

  #write(): void {
    if (this.#pending.length === 0) return;
    this.#open().write(this.#encoder.encode(this.#pending.join("")));
    this.#pending = [];
    this.#pendingChars = 0;
  }
}
