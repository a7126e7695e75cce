import { nearest } from "../core/lib/nearest.js";
import { CommandFailure } from "./failure.js";

/** How many known names a message lists before it says "and N more". */
const LISTED = 12;

function listOf(known: readonly string[]): string {
  const listed = known.slice(0, LISTED).join(", ");
  return known.length > LISTED ? `${listed} and ${String(known.length - LISTED)} more` : listed;
}

/** "did you mean R09? known: R01, R02 …" */
export function suggestion(typed: string, known: readonly string[]): string {
  const meant = nearest(typed, known);
  const choice = known.length === 0 ? "there are none yet" : `known: ${listOf(known)}`;
  return meant === null ? choice : `did you mean ${meant}? ${choice}`;
}

/** Answer to a mistyped name: the nearest known one, and what there is. `what` as in `rule`, `symbol`. */
export function unknownName(what: string, typed: string, known: readonly string[]): CommandFailure {
  const code = `unknown_${what}`;
  return new CommandFailure({
    code,
    message: `there is no ${what} "${typed}"`,
    value: typed,
    fix: suggestion(typed, known),
  });
}
