/** Where a file stands. */
export interface FileStand {
  /** Another one once a file of the same name has taken the place. */
  readonly identity: string;
  /** Bytes. */
  readonly length: number;
}

/** Files that others append to, read on from where the last reading ended. */
export interface GrowingFiles {
  /** Null where there is no such file. */
  stand(path: string): FileStand | null;
  /** At most `length` bytes from `offset` on; fewer where the file ends before. */
  readRange(path: string, offset: number, length: number): Uint8Array;
}
