import { Failure } from "../../lib/failure.js";
import { nearest } from "../../lib/nearest.js";

const SHOWN = 3;

/** Answer to an id that the journal does not know: those that begin like it, or the nearest one, and how to list them. */
export function unknownId(typed: string, known: readonly string[]): Failure {
  const ids = [...new Set(known)];
  const beginning = typed.length < 4 ? [] : ids.filter((id) => id.startsWith(typed)).slice(0, SHOWN);
  const close = beginning.length > 0 ? null : nearest(typed, ids);
  const meant = close === null ? beginning : [close];
  const guess = meant.length === 0 ? "" : `did you mean ${meant.join(" or ")}? `;
  const list = "`hedge vetoes --json` and `hedge orders --json` list the ids of a session";
  return new Failure("unknown_id", 2, `the journal knows no id "${typed}"`, {
    path: "ID",
    value: typed,
    fix: ids.length === 0 ? "The session has decided nothing yet." : `${guess}${list}.`,
  });
}
