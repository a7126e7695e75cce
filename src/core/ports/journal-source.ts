/** The journal of a state directory for one who only reads it, while somebody else may be writing. */
export interface JournalSource {
  /** Numbers of the segments that are there, in order. */
  segments(): readonly number[];
  /** Bytes of a segment; null where it is not there. */
  length(segment: number): number | null;
  /** At most `limit` bytes from `offset` on; fewer at the end of the segment. */
  read(segment: number, offset: number, limit: number): Uint8Array;
  /** What a segment holds now is on this machine's stable storage when it returns. */
  sync(segment: number): Promise<void>;
}

/** A journal that is filled from elsewhere. */
export interface JournalSink extends JournalSource {
  /** Adds bytes to a segment, which begins with its first bytes. In the hands of the operating system afterwards. */
  append(segment: number, bytes: Uint8Array): void;
  /** Cuts a segment to a length. */
  truncate(segment: number, length: number): void;
}
