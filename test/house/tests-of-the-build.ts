import { posix } from "node:path";
import type { ProjectFile } from "./project-files.js";

const touchesBuild = /\bbin\/run\.js\b|["'`/]dist\/|oclif\.manifest\.json/;

/** `**\/` any folders, `*` any name, `{a,b}` alternatives: what vitest.config.ts uses. */
function toPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.]/g, "\\.")
    .replace(/\*\*\//g, "<folders>")
    .replace(/\*/g, "[^/]*")
    .replace(/<folders>/g, "(?:.*/)?")
    .replace(/\{([^}]*)\}/g, (_all, names: string) => `(?:${names.replaceAll(",", "|")})`);
  return new RegExp(`^${source}$`);
}

/**
 * Tests that use dist/, the launcher or the manifest without being in the list that vitest runs
 * after bringing the build up to date: they could pass or fail on an old build.
 */
export function staleBuildRisks(project: readonly ProjectFile[], listed: readonly string[]): readonly string[] {
  const patterns = listed.map(toPattern);
  const inTests = project.filter(({ file }) => /^test\/.*\.ts$/.test(file) && !file.startsWith("test/house/"));
  const isTest = (file: string): boolean => file.endsWith(".test.ts");
  const support = inTests.filter(({ file, text }) => !isTest(file) && touchesBuild.test(text));
  const supportImports = support.map(({ file }) => `/${posix.basename(file, ".ts")}.js"`);
  return inTests
    .filter(({ file }) => isTest(file) && !patterns.some((pattern) => pattern.test(file)))
    .filter(({ text }) => touchesBuild.test(text) || supportImports.some((ending) => text.includes(ending)))
    .map(({ file }) => `${file} touches the build: name it *.process.test.ts or list it in vitest.config.ts`);
}
