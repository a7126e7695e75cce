import { type SettingFacts, UNIT_TEXTS } from "../lib/setting.js";
import { CONFIG_FILES, type ConfigStem } from "./config-files.js";
import { declared } from "./declared-facts.js";
import { isPlainObject, joinPath } from "./paths.js";
import { allowedText, branches, type SchemaNode } from "./schema-node.js";

interface Row {
  readonly path: string;
  readonly node: SchemaNode;
  readonly required: boolean;
  readonly facts: SettingFacts;
}

const INTRODUCTION = `# Configuration reference

Made by \`npm run generate\` from the schemas that check the files; do not edit. Fractions are written as fractions:
\`0.05\` is 5 %. Precedence: flags, environment, \`.env\`, files, defaults. Any setting can be set from the environment:
\`HEDGE__RISK_LIMITS__GLOBAL__MAX_LEVERAGE=2\`; members of a list by their place or by their \`id\` or \`symbol\`:
\`HEDGE__STRATEGY_CONFIG__STRATEGIES__MOMENTUM__MAX_LEVERAGE=1\`. In the paths below \`<name>\` stands for any name
and \`[]\` for each member of a list. «Looser» says which way lets more risk through: \`hedge audit config --against\`
judges changes by it.
`;

/** One table a file: path, what may stand there, default, meaning. */
export function renderConfigReference(
  files: readonly { readonly stem: ConfigStem; readonly schema: SchemaNode }[],
): string {
  const sections = files.map(({ stem, schema }) => {
    const rows = settingRows(schema).map(renderRow).join("\n");
    const heading = `## ${stem}.json\n\n${CONFIG_FILES[stem].title}.`;
    return `${heading}\n\n| path | allowed | default | unit | looser | meaning |\n|---|---|---|---|---|---|\n${rows}\n`;
  });
  return [INTRODUCTION, ...sections].join("\n");
}

/** Every place of a file where a value stands, with what is declared of it; objects only lead there. */
export function settingRows(schema: SchemaNode): readonly Row[] {
  return collectRows(schema, "", declared(schema, {}));
}

function collectRows(node: SchemaNode, path: string, facts: SettingFacts): readonly Row[] {
  return branches(node).flatMap((branch) => branchRows(branch, path, facts));
}

function branchRows(node: SchemaNode, path: string, facts: SettingFacts): readonly Row[] {
  const required = Array.isArray(node["required"]) ? node["required"] : [];
  const rows: Row[] = [];
  if (isPlainObject(node["properties"])) {
    for (const [key, child] of Object.entries(node["properties"])) {
      if (key === "$schema" || !isPlainObject(child)) continue;
      rows.push(...childRows({ path: joinPath(path, key), node: child, required: required.includes(key), facts }));
    }
  }
  if (isPlainObject(node["additionalProperties"])) {
    const others = { path: joinPath(path, "<name>"), node: node["additionalProperties"], required: false, facts };
    rows.push(...childRows(others));
  }
  return rows;
}

function childRows({ facts: above, ...child }: Row): readonly Row[] {
  const { node, path } = child;
  const facts = declared(node, above);
  const items = branches(node)
    .map((branch) => branch["items"])
    .find(isPlainObject);
  if (items !== undefined) {
    const inner = collectRows(items, `${path}[]`, facts);
    return [{ ...child, facts }, ...inner];
  }
  const inner = collectRows(node, path, facts);
  return inner.length > 0 ? inner : [{ ...child, facts }];
}

const LOOSER_TEXTS: Readonly<Record<string, string>> = {
  up: "higher",
  down: "lower",
  listed: "more names",
  unlisted: "fewer names",
  never: "",
};

function looserText({ loosens, zero }: SettingFacts): string {
  if (loosens === undefined) return "";
  if (typeof loosens !== "string") return loosens.join(" → ");
  return `${LOOSER_TEXTS[loosens] ?? ""}${zero === "off" ? ", or 0" : ""}`;
}

function renderRow({ path, node, required, facts }: Row): string {
  const standard = node["default"];
  const known = standard === undefined ? (required ? "required" : "") : `\`${JSON.stringify(standard)}\``;
  const meaning = typeof node["description"] === "string" ? node["description"] : "";
  const unit = facts.unit === undefined ? "" : UNIT_TEXTS[facts.unit];
  const cells = [`\`${path}\``, allowedText(node) ?? "", known, unit, looserText(facts), meaning];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}
