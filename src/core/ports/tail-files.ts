/** Files that grow while they are read. */
export interface TailFiles {
  exists(path: string): boolean;
  /** Bytes from an offset on, at most so many; null where the file is missing or shorter than the offset. */
  readFrom(path: string, offset: number, mostBytes: number): Uint8Array | null;
}
