import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The command reference, made from what oclif knows of the commands.
 *
 * @param {string} root the project's folder
 * @returns {string} Markdown
 */
export function renderCommands(root) {
  const { commands } = readJson(root, "oclif.manifest.json");
  const { bin } = readJson(root, "package.json").oclif;
  const visible = Object.values(commands)
    .filter((command) => !command.hidden)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const sections = [
    "# Commands\n\nWritten by `npm run generate` from the commands themselves; edits here are overwritten.",
    overview(visible, bin),
    globalFlags(visible),
    ...visible.map((command) => section(command, bin)),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

const readJson = (root, file) => JSON.parse(readFileSync(join(root, file), "utf8"));
const wordsOf = (command) => command.id.replaceAll(":", " ");
const summaryOf = (command) => (command.summary ?? command.description ?? "").split("\n")[0];
const isGlobal = (flag) => flag.helpGroup === "GLOBAL";
const shownFlags = (command) => Object.values(command.flags ?? {}).filter((flag) => !flag.hidden);
const byName = (a, b) => (a.name < b.name ? -1 : 1);

/** A table row; `|` inside a cell would end it. */
const row = (...cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
const table = (head, rows) =>
  rows.length === 0 ? "" : [row(...head), row(...head.map(() => "---")), ...rows].join("\n");

function overview(commands, bin) {
  const anchor = (command) => `${bin}-${wordsOf(command).replaceAll(" ", "-")}`;
  const rows = commands.map((command) =>
    row(`[\`${bin} ${wordsOf(command)}\`](#${anchor(command)})`, summaryOf(command)),
  );
  return table(["command", "what it does"], rows);
}

function globalFlags(commands) {
  const flags = new Map(commands.flatMap((command) => shownFlags(command).filter(isGlobal)).map((f) => [f.name, f]));
  return flags.size === 0 ? "" : `## Global flags\n\n${flagTable([...flags.values()])}`;
}

function section(command, bin) {
  const args = Object.values(command.args ?? {}).filter((arg) => !arg.hidden);
  const ownFlags = shownFlags(command).filter((flag) => !isGlobal(flag));
  const usage = ["$", bin, wordsOf(command), ...args.map(argUsage), ...(ownFlags.length > 0 ? ["[flags]"] : [])];
  const details = command.description !== undefined && command.description !== summaryOf(command);
  return [
    `## ${bin} ${wordsOf(command)}`,
    summaryOf(command),
    `\`\`\`text\n${usage.join(" ")}\n\`\`\``,
    details ? fill(command.description, command, bin) : "",
    table(["argument", "meaning"], args.map(argRow)),
    flagTable(ownFlags),
    examples(command, bin),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function argUsage(arg) {
  return arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`;
}

function argRow(arg) {
  return row(`\`${arg.name.toUpperCase()}\``, `${arg.description ?? ""}${choices(arg)}`);
}

function flagTable(flags) {
  const rows = [...flags].sort(byName).map((flag) => {
    const short = flag.char === undefined ? "" : `-${flag.char}, `;
    const name = flag.allowNo ? `--[no-]${flag.name}` : `--${flag.name}`;
    const value = flag.type === "option" ? ` ${flag.helpValue ?? flag.name.toUpperCase()}` : "";
    const needed = flag.required ? " Required." : "";
    return row(`\`${short}${name}${value}\``, `${flag.summary ?? flag.description ?? ""}${choices(flag)}${needed}`);
  });
  return table(["flag", "meaning"], rows);
}

function choices({ options, default: fallback }) {
  const among = options === undefined ? "" : ` One of ${options.map((option) => `\`${option}\``).join(", ")}.`;
  const isPlain = ["string", "number"].includes(typeof fallback) || fallback === true;
  return `${among}${isPlain ? ` Default \`${String(fallback)}\`.` : ""}`;
}

function examples(command, bin) {
  const list = (command.examples ?? []).map((example) => {
    if (typeof example === "string") return fill(example, command, bin);
    const comment = example.description === undefined ? "" : `# ${example.description}\n`;
    return fill(`${comment}${example.command}`, command, bin);
  });
  return list.length === 0 ? "" : `\`\`\`sh\n${list.join("\n")}\n\`\`\``;
}

/** The two templates oclif allows in help texts and that we use. */
function fill(text, command, bin) {
  return text.replace(/<%=\s*config\.bin\s*%>/g, bin).replace(/<%=\s*command\.id\s*%>/g, wordsOf(command));
}
