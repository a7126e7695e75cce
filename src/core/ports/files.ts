/** An open file for appending. */
export interface AppendFile {
  /** Hands the bytes to the operating system: they survive the death of this process. */
  write(bytes: Uint8Array): void;
  /** Resolves once everything written before the call is on stable storage. */
  sync(): Promise<void>;
  syncNow(): void;
  readonly length: number;
  close(): void;
}

/** The few file operations the books rest on; one port, so that tests can fail or kill each of them. */
export interface Files {
  readText(path: string): string | null;
  /** Of a segment of a journal that lies packed beside its name, the contents. */
  readBytes(path: string): Uint8Array | null;
  list(directory: string): readonly string[];
  exists(path: string): boolean;
  makeDirectory(path: string): void;
  openAppend(path: string): AppendFile;
  truncate(path: string, length: number): void;
  /** Write temp, fsync, rename, fsync directory: readers see the old or the new file, never half of one. */
  replace(path: string, content: string | Uint8Array): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  freeBytes(path: string): number;
}
