import type { Command } from "@oclif/core/command";
import type { Hook } from "@oclif/core/hooks";
import { unknownName } from "../did-you-mean.js";
import { CommandFailure, errorDocument } from "../failure.js";
import { renderFailure } from "../render-failure.js";
import { describeTerminal } from "../terminal.js";

type NamedCommand = Pick<Command.Loadable, "id" | "hidden">;

/** `hedge positons` is a mistyped command, `hedge positions extra` a command with a word too many. */
export function explainUnknownCommand(
  id: string,
  commands: readonly NamedCommand[],
  topics: readonly string[],
): CommandFailure {
  const words = id.split(":");
  const longest = commands
    .filter((command) => id.startsWith(`${command.id}:`))
    .reduce((best, command) => (command.id.length > best.length ? command.id : best), "");
  if (longest !== "") {
    const name = longest.replaceAll(":", " ");
    const extra = words.slice(longest.split(":").length).join(" ");
    const message = `hedge ${name} takes no "${extra}"`;
    return new CommandFailure({ code: "usage", message, value: extra, fix: `hedge ${name} --help` });
  }
  const known = commands.filter(({ hidden }) => !hidden).map((command) => command.id.replaceAll(":", " "));
  // oclif counts every command as a topic, too.
  return unknownName("command", words.join(" "), [...new Set([...known, ...topics])]);
}

/** Answers a command that does not exist as any other failure is answered, also as a document. */
export const commandNotFound: Hook<"command_not_found"> = async function ({ id, config }) {
  const topics = config.topics.map(({ name }) => name.replaceAll(":", " "));
  const { report, exitCode } = explainUnknownCommand(id, config.commands, topics);
  const words = process.argv.slice(2);
  const { isTTY: isTty, columns } = process.stderr;
  const terminal = describeTerminal({ isTty, columns, env: process.env, noColorFlag: words.includes("--no-color") });
  if (words.includes("--json")) process.stdout.write(`${JSON.stringify(errorDocument(report))}\n`);
  else process.stderr.write(renderFailure(report, terminal));
  this.exit(exitCode);
};
