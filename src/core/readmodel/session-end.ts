import { segmentPaths } from "../journal/read.js";
import { parseJson } from "./json-codec.js";
import type { StateReader } from "./read-state.js";

/** Whether the journal says that the session is over: its last line is `session.ended`. */
export function hasEnded({ files, directory }: StateReader): boolean {
  const newest = segmentPaths(files, `${directory}/journal`).at(-1);
  const bytes = newest === undefined ? null : files.readBytes(newest);
  if (bytes === null) return false;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.lastIndexOf("\n");
  if (end <= 0) return false;
  const line = parseJson(buffer.toString("utf8", buffer.lastIndexOf("\n", end - 1) + 1, end));
  return (
    line.ok &&
    typeof line.value === "object" &&
    line.value !== null &&
    Reflect.get(line.value, "type") === "session.ended"
  );
}
