import { CONFIG_FILES, type ConfigStem } from "./config-files.js";
import { isPlainObject, joinPath } from "./paths.js";
import { allowedText, branches, type SchemaNode } from "./schema-node.js";

interface Row {
  readonly path: string;
  readonly node: SchemaNode;
  readonly required: boolean;
}

const INTRODUCTION = `# Configuration reference

Made by \`npm run generate\` from the schemas that check the files; do not edit. Fractions are written as fractions:
\`0.05\` is 5 %. Precedence: flags, environment, \`.env\`, files, defaults. Any setting can be set from the environment:
\`HEDGE__RISK_LIMITS__GLOBAL__MAX_LEVERAGE=2\`; members of a list by their place or by their \`id\` or \`symbol\`:
\`HEDGE__STRATEGY_CONFIG__STRATEGIES__MOMENTUM__MAX_LEVERAGE=1\`. In the paths below \`<name>\` stands for any name
and \`[]\` for each member of a list.
`;

/** One table a file: path, what may stand there, default, meaning. */
export function renderConfigReference(
  files: readonly { readonly stem: ConfigStem; readonly schema: SchemaNode }[],
): string {
  const sections = files.map(({ stem, schema }) => {
    const rows = collectRows(schema, "").map(renderRow).join("\n");
    const heading = `## ${stem}.json\n\n${CONFIG_FILES[stem].title}.`;
    return `${heading}\n\n| path | allowed | default | meaning |\n|---|---|---|---|\n${rows}\n`;
  });
  return [INTRODUCTION, ...sections].join("\n");
}

/** Every place where a value stands; objects only lead there. */
function collectRows(node: SchemaNode, path: string): readonly Row[] {
  return branches(node).flatMap((branch) => branchRows(branch, path));
}

function branchRows(node: SchemaNode, path: string): readonly Row[] {
  const required = Array.isArray(node["required"]) ? node["required"] : [];
  const rows: Row[] = [];
  if (isPlainObject(node["properties"])) {
    for (const [key, child] of Object.entries(node["properties"])) {
      if (key === "$schema" || !isPlainObject(child)) continue;
      rows.push(...childRows(child, joinPath(path, key), required.includes(key)));
    }
  }
  if (isPlainObject(node["additionalProperties"])) {
    rows.push(...childRows(node["additionalProperties"], joinPath(path, "<name>"), false));
  }
  return rows;
}

function childRows(node: SchemaNode, path: string, required: boolean): readonly Row[] {
  const items = branches(node)
    .map((branch) => branch["items"])
    .find(isPlainObject);
  if (items !== undefined) {
    const inner = collectRows(items, `${path}[]`);
    return [{ path, node, required }, ...inner];
  }
  const inner = collectRows(node, path);
  return inner.length > 0 ? inner : [{ path, node, required }];
}

function renderRow({ path, node, required }: Row): string {
  const standard = node["default"];
  const known = standard === undefined ? (required ? "required" : "") : `\`${JSON.stringify(standard)}\``;
  const meaning = typeof node["description"] === "string" ? node["description"] : "";
  const cells = [`\`${path}\``, allowedText(node) ?? "", known, meaning];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}
