import { sha256Hex } from "../lib/hash.js";

/** Ending of the note that stands for a segment whose bytes lie in the mirror alone (docs/adr/0016). */
export const AWAY = ".away";

/** What is kept here of a segment that is away. */
export interface AwaySegment {
  readonly schema: "hedge.segment-away/1";
  readonly bytes: number;
  readonly sha256: string;
  /** Its last line. */
  readonly seq: number;
  readonly hash: string;
}

/** History that can't be read here: the disk does not hold it any more, by a person's wish. */
export class JournalAway extends Error {
  override readonly name = "JournalAway";
  readonly code = "journal_away";

  constructor(
    readonly file: string,
    why = "what is wanted begins before what is here",
    readonly fix = "`hedge sync fetch` brings them back; so does `hedge sync restore --to DIR`, into another directory.",
  ) {
    super(`${file} and others lie in the mirror alone (\`hedge sync prune\`): ${why}`);
  }
}

export function awayNote(bytes: Uint8Array, { seq, hash }: Pick<AwaySegment, "seq" | "hash">): AwaySegment {
  return { schema: "hedge.segment-away/1", bytes: bytes.length, sha256: sha256Hex(bytes), seq, hash };
}

/** The note that a text holds; null where it is none. */
export function parseAway(text: string): AwaySegment | null {
  const found =
    /^\{"schema":"hedge\.segment-away\/1","bytes":(\d+),"sha256":"([0-9a-f]{64})","seq":(\d+),"hash":"([0-9a-f]{64})"\}\n$/;
  const [, bytes, sha256, seq, hash] = found.exec(text) ?? [];
  if (bytes === undefined || sha256 === undefined || seq === undefined || hash === undefined) return null;
  return { schema: "hedge.segment-away/1", bytes: Number(bytes), sha256, seq: Number(seq), hash };
}
