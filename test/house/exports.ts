import ts from "typescript";

export interface ExportedName {
  readonly name: string;
  readonly node: ts.Node;
}

export function isExportFrom(statement: ts.Statement): statement is ts.ExportDeclaration {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}

/** Every name a file exports, "default" included. */
export function exportedNames(source: ts.SourceFile): readonly ExportedName[] {
  return source.statements.flatMap((statement) => {
    if (ts.isExportAssignment(statement)) return [{ name: "default", node: statement }];
    if (ts.isExportDeclaration(statement)) return namesInClause(statement);
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const has = (kind: ts.SyntaxKind): boolean => modifiers.some((modifier) => modifier.kind === kind);
    if (!has(ts.SyntaxKind.ExportKeyword)) return [];
    if (has(ts.SyntaxKind.DefaultKeyword)) return [{ name: "default", node: statement }];
    return declaredNames(statement);
  });
}

function namesInClause({ exportClause }: ts.ExportDeclaration): readonly ExportedName[] {
  if (exportClause === undefined) return [];
  if (ts.isNamespaceExport(exportClause)) return [{ name: exportClause.name.text, node: exportClause }];
  return exportClause.elements.map((element) => ({ name: element.name.text, node: element }));
}

function declaredNames(statement: ts.Statement): readonly ExportedName[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  }
  const { name } = statement as ts.DeclarationStatement;
  return name === undefined ? [] : [{ name: name.text, node: statement }];
}

function boundNames(name: ts.BindingName): readonly ExportedName[] {
  if (ts.isIdentifier(name)) return [{ name: name.text, node: name }];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}
