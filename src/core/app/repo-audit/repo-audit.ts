import { join } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { commitCount, repositoryRoot } from "../../adapters/system/git-objects.js";
import { runScript } from "../../adapters/system/run-script.js";
import { Failure } from "../../lib/failure.js";
import type { AuditFinding } from "../../ops/config-audit/finding.js";
import { ALLOW_FILE, type Allowance, parseAllowances } from "../../ops/repo-audit/allowances.js";
import { repoAuditDocument, type RepoAuditDocument, staleFindings } from "../../ops/repo-audit/repo-audit.js";
import { parseJson } from "../../readmodel/json-codec.js";
import { lookAtFiles } from "./look-at-files.js";
import { lookAtPackages } from "./look-at-packages.js";

interface RepoAuditReading {
  readonly document: RepoAuditDocument;
  readonly root: string;
}

const GENERATOR = "scripts/generate-docs.mjs";

/**
 * `hedge audit repo`: what a repository should not hold, or should hold and doesn't. Changes nothing, and asks nobody over the
 * network.
 *
 * Errors: Failure 3 where there is no git, or no repository around the directory; where audit-allow.json can't be read.
 */
export async function repoAudit(directory: string): Promise<RepoAuditReading> {
  const found = await repositoryRoot(directory);
  if (!found.ok) {
    const isMissing = found.error === "no_git";
    throw new Failure(found.error, 3, isMissing ? "git is not installed" : `${directory} lies in no git repository`, {
      fix: isMissing ? "Install git." : "Run it in a clone.",
    });
  }
  const root = found.value;
  const allowances = readAllowances(root);
  const files = await lookAtFiles(root);
  const packages = lookAtPackages(root);
  const generated = await lookAtGenerated(root);
  const findings = [...files.findings, ...packages.findings, ...generated.findings];
  const checked = {
    files: files.files,
    commits: await commitCount(root),
    blobs: files.blobs,
    packages: packages.packages,
    generated: generated.count,
  };
  return { document: repoAuditDocument(findings, allowances, checked), root };
}

function readAllowances(root: string): readonly Allowance[] {
  const text = nodeFiles.readText(join(root, ALLOW_FILE));
  if (text === null) return [];
  const tree = parseJson(text);
  const parsed = tree.ok ? parseAllowances(tree.value) : tree;
  if (parsed.ok) return parsed.value;
  throw new Failure("allow_invalid", 3, `${ALLOW_FILE}: ${parsed.error}`, {
    file: ALLOW_FILE,
    fix: '{"schema":"hedge.audit-allow/1","allow":[{"code":"secret","places":["test/a.test.ts"],"why":"planted: …"}]}',
  });
}

interface Generated {
  readonly findings: readonly AuditFinding[];
  readonly count: number | null;
}

/** Asks the repository's own generator, which knows what it makes. */
async function lookAtGenerated(root: string): Promise<Generated> {
  const place = { file: GENERATOR, path: "" };
  if (!nodeFiles.exists(join(root, GENERATOR))) {
    const message = "is not there: no generated file was compared with the code";
    return { findings: [{ severity: "info", code: "generated_unchecked", ...place, message, fix: null }], count: null };
  }
  const { exitCode, stdout, stderr } = await runScript(root, [GENERATOR, "--check"]);
  const [count = "", ...stale] = stdout.split("\n");
  if (exitCode === 0 && /^\d+$/.test(count)) return { findings: staleFindings(stale), count: Number(count) };
  const message = `ended with code ${String(exitCode)}: no generated file was compared (${stderr.trim().split("\n").at(-1) ?? ""})`;
  const fix = "Run `npm run build`, then again.";
  return { findings: [{ severity: "warning", code: "generated_unchecked", ...place, message, fix }], count: null };
}
