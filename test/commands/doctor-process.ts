import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execaSync } from "execa";

interface Check {
  readonly id: string;
  readonly status: string;
  readonly detail: string;
  readonly fix: string | null;
}

export interface Outcome {
  readonly exitCode: number | undefined;
  readonly document: {
    readonly schema: string;
    readonly mode: string | null;
    readonly ok: boolean;
    readonly checks: readonly Check[];
  };
  /** Status by check. */
  readonly status: Readonly<Record<string, string>>;
  readonly detail: (id: string) => string | undefined;
}

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const launcher = join(root, "bin/run.js");

/** Nothing of the caller's environment: no ENV, no keys, no overrides. */
export const env = { PATH: process.env["PATH"] ?? "", HOME: tmpdir(), TERM: "xterm" };

export interface Circumstances {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

export function hedge(
  words: readonly string[],
  options: Circumstances = {},
): { readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string } {
  const { cwd = root, uid } = options;
  const { exitCode, stdout, stderr } = execaSync(process.execPath, [launcher, ...words], {
    cwd,
    env: { ...env, ...options.env },
    extendEnv: false,
    reject: false,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  return { exitCode, stdout, stderr };
}

/** `hedge doctor --json` as a process, with the shipped configuration unless another is named. */
export function doctor(words: readonly string[], options: Circumstances = {}): Outcome {
  const config = words.includes("--config") ? [] : ["--config", join(root, "config")];
  const { exitCode, stdout, stderr } = hedge(["doctor", "--json", ...config, ...words], options);
  if (stdout === "") throw new Error(stderr);
  const document = JSON.parse(stdout) as Outcome["document"];
  const status = Object.fromEntries(document.checks.map((check) => [check.id, check.status]));
  return { exitCode, document, status, detail: (id) => document.checks.find((check) => check.id === id)?.detail };
}

/** Worst statuses of a run, by check. */
export function problems({ document }: Outcome): readonly string[] {
  return document.checks.flatMap(({ id, status }) =>
    status === "fail" || status === "warn" ? [`${status} ${id}`] : [],
  );
}
