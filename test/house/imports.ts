import ts from "typescript";

/** One place where a file names another module. */
export interface ImportUse {
  /** What stands between the quotes; undefined when it is computed. */
  readonly specifier: string | undefined;
  readonly line: number;
  readonly typeOnly: boolean;
  readonly insideRun: boolean;
}

export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** All nodes below a node, outer before inner; not those of doc comments. */
export function* descendants(node: ts.Node): Generator<ts.Node> {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) {
    yield child;
    yield* descendants(child);
  }
}

/** Every module a file names: static, type-only, re-exported, dynamic, `import("…").T`, require, import.meta.resolve. */
export function importsOf(source: ts.SourceFile): readonly ImportUse[] {
  const uses: ImportUse[] = [];
  for (const node of descendants(source)) {
    const named = moduleNamedBy(node);
    if (named === undefined) continue;
    uses.push({
      specifier: named.target !== undefined && ts.isStringLiteralLike(named.target) ? named.target.text : undefined,
      line: lineOf(node),
      typeOnly: named.typeOnly,
      insideRun: isDynamicImport(node) && isInsideRun(node),
    });
  }
  return uses;
}

interface NamedModule {
  readonly target: ts.Node | undefined;
  readonly typeOnly: boolean;
}

function moduleNamedBy(node: ts.Node): NamedModule | undefined {
  if (ts.isImportDeclaration(node)) {
    return { target: node.moduleSpecifier, typeOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword };
  }
  if (ts.isExportDeclaration(node)) {
    return node.moduleSpecifier && { target: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  }
  if (ts.isExternalModuleReference(node)) return { target: node.expression, typeOnly: false };
  if (ts.isImportTypeNode(node)) {
    return { target: ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, typeOnly: true };
  }
  if (isDynamicImport(node) || isRequire(node)) return { target: node.arguments[0], typeOnly: false };
  return undefined;
}

function isDynamicImport(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

function isRequire(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const callee = node.expression.getText();
  return callee === "require" || callee === "require.resolve" || callee === "import.meta.resolve";
}

function isInsideRun(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent as ts.Node | undefined) {
    if (ts.isMethodDeclaration(at) && at.name.getText() === "run") return true;
  }
  return false;
}
