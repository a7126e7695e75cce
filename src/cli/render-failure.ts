import type { FailureReport } from "./failure.js";
import type { Terminal } from "./terminal.js";
import { cleanText, wrapText } from "../core/lib/text.js";
import { createTint } from "./tint.js";

/** A failure for a person: what is wrong, where, and what to do. */
export function renderFailure(report: FailureReport, terminal: Terminal): string {
  const tint = createTint(terminal.colour);
  const value = report.value === undefined ? undefined : JSON.stringify(report.value);
  const details = [
    ["file", report.file],
    ["path", report.path],
    ["value", value],
    ["fix", report.fix],
  ] as const;
  const message = report.message.split("\n").flatMap((line) => wrapText(cleanText(line), terminal.width - 7));
  const head = message.map((line, index) => `${index === 0 ? tint("error: ", "bad") : "       "}${line}`);
  const rest = details.flatMap(([name, text]) =>
    text === undefined || text === ""
      ? []
      : wrapText(cleanText(text), terminal.width - 7).map(
          (line, index) => `${tint(index === 0 ? `${name}:`.padEnd(7) : " ".repeat(7), "dim")}${line}`,
        ),
  );
  return [...head, ...rest].map((line) => `${line.trimEnd()}\n`).join("");
}
