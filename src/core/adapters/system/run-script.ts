import { execa } from "execa";

/** How a script of a repository ended. */
export interface EndedScript {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT_MS = 60_000;

/** Runs a script with this very Node, in a directory. It gets no keys: nothing of this environment but what a program needs. */
export async function runScript(directory: string, words: readonly string[]): Promise<EndedScript> {
  const kept = ["PATH", "HOME", "TMPDIR"].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  const { exitCode, stdout, stderr } = await execa(process.execPath, [...words], {
    cwd: directory,
    env: Object.fromEntries(kept) as Record<string, string>,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    timeout: TIMEOUT_MS,
  });
  return { exitCode: exitCode ?? null, stdout, stderr };
}
