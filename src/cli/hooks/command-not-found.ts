import type { Hook } from "@oclif/core/hooks";
import { unknownName } from "../did-you-mean.js";
import { errorDocument } from "../failure.js";
import { renderFailure } from "../render-failure.js";
import { describeTerminal } from "../terminal.js";

/** `hedge positons`: the same answer as for any other mistyped name, also as a document. */
export const commandNotFound: Hook<"command_not_found"> = async function ({ id, argv, config }) {
  const known = config.commands.filter(({ hidden }) => !hidden).map((command) => command.id.replaceAll(":", " "));
  const { report, exitCode } = unknownName("command", id.replaceAll(":", " "), [
    ...known,
    ...config.topics.map(({ name }) => name),
  ]);
  const { isTTY: isTty, columns } = process.stderr;
  const terminal = describeTerminal({
    isTty,
    columns,
    env: process.env,
    noColorFlag: process.argv.includes("--no-color"),
  });
  if (argv?.includes("--json")) process.stdout.write(`${JSON.stringify(errorDocument(report))}\n`);
  else process.stderr.write(renderFailure(report, terminal));
  this.exit(exitCode);
};
