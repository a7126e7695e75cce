import { CommandFailure } from "./failure.js";

/**
 * Reads the preferences file, which anybody may edit. An empty one is what a full disk leaves behind.
 *
 * Errors: CommandFailure naming the file when it is no JSON object.
 */
export function decodePreferences(path: string, text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  const value = parsed(path, text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw damaged(path, "not a JSON object");
  return value as Record<string, unknown>;
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error));
  }
}

function damaged(file: string, why: string): CommandFailure {
  const message = `the preferences can't be read: ${why}`;
  return new CommandFailure({ code: "preferences_invalid", message, file, fix: "correct the file or remove it" });
}
