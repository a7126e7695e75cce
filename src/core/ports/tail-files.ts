/** Files that grow while they are read. */
export interface TailFiles {
  exists(path: string): boolean;
  /** Bytes; null where there is no such file. */
  length(path: string): number | null;
  /** Bytes from an offset on, at most so many; null where the file is missing or shorter than the offset. */
  readFrom(path: string, offset: number, mostBytes: number): Uint8Array | null;
}
