import type { EventBody } from "../domain/event.js";
import type { EngineState } from "./state.js";

/** Why the session does not follow its configuration files as they stand, until they are read again. */
export interface FilesProblem {
  readonly code: "config_refused" | "config_waits";
  readonly message: string;
}

/** A start reads the files itself. */
export function foldFilesProblem(state: EngineState, event: EventBody): void {
  switch (event.type) {
    case "config.reloaded":
      state.filesProblem = waitingSettings(event);
      return;
    case "config.refused":
      state.filesProblem = { code: "config_refused", message: event.reason };
      return;
    case "session.configured":
    case "session.resumed":
      state.filesProblem = null;
      return;
    default:
  }
}

const NAMED = 3;

/** Settings of the files that this session goes on without. */
function waitingSettings({ refused }: Extract<EventBody, { readonly type: "config.reloaded" }>): FilesProblem | null {
  if (refused.length === 0) return null;
  const paths = refused.slice(0, NAMED).map(({ path }) => path);
  const more = refused.length > NAMED ? ` and ${String(refused.length - NAMED)} more` : "";
  return { code: "config_waits", message: `changed in the files, can't be reloaded: ${paths.join(", ")}${more}` };
}
