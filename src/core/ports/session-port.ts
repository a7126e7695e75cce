/** A file of lines as it stood when the projections were written. */
export interface SeriesStand {
  /** Below the state directory: `orders.jsonl`, `journal/000003.jsonl`. */
  readonly file: string;
  readonly identity: string;
  /** Bytes; always whole lines. */
  readonly length: number;
}

/** All that the read model is folded from, as of one projection: documents and lines that belong together. */
export interface SessionCut {
  /** Last journal line in the projections. */
  readonly seq: number;
  /** Whole texts by file name. */
  readonly documents: ReadonlyMap<string, string>;
  readonly series: readonly SeriesStand[];
}

/** What a running executor shows to screens. Reading it costs the executor nothing but the bytes that leave. */
export interface SessionFeed {
  /** Null before the first projection. */
  newest(): SessionCut | null;
  /** Hears of each new cut; returns what ends it. */
  onCut(listener: () => void): () => void;
  readRange(file: string, offset: number, length: number): Uint8Array;
  /** The first line of the journal, which says what session this is; null where it can't be read. */
  origin(): { readonly stand: SeriesStand; readonly line: Uint8Array } | null;
}

/** What a screen is told, in order. What came before a cut belongs to it. */
export type SessionFrame =
  | {
      readonly kind: "lines";
      readonly file: string;
      readonly identity: string;
      readonly offset: number;
      /** The first line of a file whose middle is left out. */
      readonly isHead: boolean;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: "document"; readonly file: string; readonly text: string }
  | { readonly kind: "cut"; readonly seq: number; readonly series: readonly SeriesStand[] };

/** Where frames go. */
export interface SessionSink {
  /** A snapshot follows: what was known before counts for nothing. */
  begin(): void;
  /** Why the frame can't follow those before it, in words; null where it does. */
  take(frame: SessionFrame): string | null;
  /** Nothing more comes. */
  end(): void;
}
