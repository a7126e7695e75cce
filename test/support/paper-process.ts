import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { PaperServeDocument } from "../../src/core/app/paper-serve.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));

interface Serving {
  readonly venue: PaperServeDocument;
  readonly stop: () => Promise<unknown>;
}

/** `hedge paper serve` on a free port, as a process of its own. */
export async function startServing(words: readonly string[]): Promise<Serving> {
  const all = [launcher, "paper", "serve", "--port", "0", "--json", ...words];
  const child = execa(process.execPath, all, { reject: false });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (chunk: Buffer) => {
      resolve(chunk.toString("utf8"));
    });
    void child.then(({ stderr }) => {
      reject(new Error(stderr));
    });
  });
  const stop = (): Promise<unknown> => {
    child.kill("SIGTERM");
    return child;
  };
  return { venue: JSON.parse(line) as PaperServeDocument, stop };
}
