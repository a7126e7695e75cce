import { cleanText } from "../core/lib/text.js";

export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Lines for the person at the keyboard: always to stderr, so that stdout stays a document. */
export type Log = Readonly<Record<LogLevel, (message: string) => void>>;

export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const loudest = LOG_LEVELS.indexOf(level);
  const lineOf =
    (name: LogLevel) =>
    (message: string): void => {
      if (LOG_LEVELS.indexOf(name) > loudest) return;
      for (const line of message.split("\n")) write(`${name === "info" ? "" : `${name}: `}${cleanText(line)}\n`);
    };
  return { error: lineOf("error"), warn: lineOf("warn"), info: lineOf("info"), debug: lineOf("debug") };
}
