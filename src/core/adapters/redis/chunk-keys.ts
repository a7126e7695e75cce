import { PREFIX } from "./connect.js";

/** Results and manifests that nobody asks for again are gone after a day. */
export const KEEP_SECONDS = 86_400;

export function manifestKey(sweepId: string): string {
  return `${PREFIX}:sweeps:${sweepId}`;
}

export function answerKey(key: string): string {
  return `${PREFIX}:chunks:${key}`;
}

/** bullmq takes no id that could be a number. */
export function jobId(key: string): string {
  return `chunk-${key}`;
}
