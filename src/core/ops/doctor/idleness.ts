import { idleAlerts } from "../../readmodel/idleness.js";
import { type Check, pass, skip, warn } from "./check.js";

type IdleLook = Parameters<typeof idleAlerts>[0];

const ID = "session.activity";

/** What a session that runs does not do: signals, entries, exits, files. Null where nobody trades, or it can't be known. */
export function checkActivity(look: IdleLook | null): readonly Check[] {
  if (look === null) return [skip(ID, "no session trades here now")];
  const idle = idleAlerts(look);
  if (idle.length === 0) return [pass(ID, "signals, orders and files go on")];
  return idle.map(({ code, message }) => warn(`${ID}.${code}`, message, "see docs/OPERATIONS.md, Alarms"));
}
