import type { Config } from "../config/config-files.js";
import { checkConfig } from "../config/load.js";
import type { EventBody } from "../domain/event.js";
import { isConfiguring } from "../domain/configuring-event.js";
import { Failure } from "../lib/failure.js";
import { STRATEGIES } from "../strategies/registry.js";

/**
 * The configuration a session was started with, out of its own journal.
 *
 * Errors: Failure 3 when the journal has no beginning, or this version can't use what it holds.
 */
export function configOfSession(event: EventBody | undefined): Config {
  if (event === undefined || !isConfiguring(event)) {
    throw new Failure("journal_headless", 3, "the journal does not begin with session.started: it can't be read");
  }
  const checked = checkConfig(event.config as Record<string, unknown>, STRATEGIES);
  if (checked.ok) return checked.value;
  const [first] = checked.error;
  throw new Failure("config_invalid", 3, `the session's configuration is not valid here: ${first?.message ?? ""}`, {
    fix: `Use version ${event.codeVersion}, which wrote it.`,
  });
}
