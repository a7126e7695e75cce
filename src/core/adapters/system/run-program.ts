import { execFile } from "node:child_process";

/** How a program of the machine ended. */
export interface ProgramEnd {
  /** Null where there is no such program, or it was ended by a signal. */
  readonly exitCode: number | null;
  readonly isMissing: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT_MS = 120_000;
const LARGEST_BYTES = 16 * 1024 * 1024;

/** Runs a program without a shell and waits for it, two minutes at most. */
export function runProgram([program, ...words]: readonly [string, ...string[]]): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, maxBuffer: LARGEST_BYTES, encoding: "utf8" as const };
    execFile(program, words, options, (failure, stdout, stderr) => {
      const code = failure === null ? 0 : failure.code;
      resolve({
        exitCode: typeof code === "number" ? code : null,
        isMissing: failure?.code === "ENOENT",
        stdout,
        stderr,
      });
    });
  });
}
