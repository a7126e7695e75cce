import { Worker } from "node:worker_threads";

/**
 * Has a thread compute one answer: the first message that it posts.
 *
 * script: of the thread. what: the work's name, for the error of a thread that ends without an answer.
 * Errors: what the thread throws.
 */
export function inThread<Answer>(script: URL, workerData: unknown, what: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      if (code !== 0) reject(new Error(`a worker of ${what} ended with code ${String(code)}`));
    });
  });
}
