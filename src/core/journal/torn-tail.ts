import { decodeLine, JournalLineError, lineOpening, MAX_LINE_BYTES } from "./codec.js";

const NUL = "\u0000";
const LINE_END = /,"hash":"[0-9a-f]{64}"\}/;

/**
 * Says why bytes after the last newline can't be what a dying process or machine leaves behind, null if they can:
 * the beginning of the next line, or NULs where a file grew before its bytes reached the disk.
 * Without this a changed last newline would pass as a torn line and take an event with it.
 */
export function tornTailProblem(bytes: Uint8Array, lastSeq: number, lastHash: string): string | null {
  if (bytes.length > MAX_LINE_BYTES) return `${String(bytes.length)} bytes without a newline are no unfinished line`;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  const written = text.includes(NUL) ? text.slice(0, text.indexOf(NUL)) : text;
  if (/[^\0]/.test(text.slice(written.length))) return "bytes after NULs: not the beginning of a line";
  const opening = lineOpening(lastSeq + 1);
  if (!opening.startsWith(written.slice(0, opening.length))) return "not the beginning of the next line";
  const end = LINE_END.exec(written);
  if (end === null) return null;
  const whole = end.index + end[0].length;
  const follows = text.length - whole;
  if (follows === 0 || !isWholeLine(written.slice(0, whole), lastSeq, lastHash)) return null;
  const grownFile = follows > 1 && written.length === whole;
  return grownFile ? null : "the newline after this line was changed";
}

function isWholeLine(line: string, lastSeq: number, lastHash: string): boolean {
  try {
    decodeLine(line, lastSeq + 1, lastHash);
    return true;
  } catch (error) {
    if (error instanceof JournalLineError) return false;
    throw error;
  }
}
