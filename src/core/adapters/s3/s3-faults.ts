import type { StoreFault } from "../../ports/blob-store.js";
import type { WholeAnswer } from "../system/patient-fetch.js";
import { errorOfXml } from "./s3-listing.js";

const KEYS =
  "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that this key may read, write and list the bucket.";
const CLOCK = "Synchronise this machine's clock.";
const BUCKET = "Check the bucket's name, ?region= and ?endpoint= of --target; hedge makes no buckets.";

const REMEDIES: Readonly<Record<string, string>> = {
  NoSuchBucket: BUCKET,
  PermanentRedirect: BUCKET,
  AuthorizationHeaderMalformed: BUCKET,
  RequestTimeTooSkewed: CLOCK,
};

/** What an answer of a server means that is no success; null where it is one. */
export function faultOfAnswer({ status, bytes }: WholeAnswer, place: string): StoreFault | null {
  if (status >= 200 && status < 300) return null;
  const { code, message } = errorOfXml(Buffer.from(bytes).toString("utf8", 0, 4_096));
  const words = `${place}: ${code === "" ? `answered ${status}` : `${code} (${status})`}${message === "" ? "" : `: ${message}`}`;
  // Two writes of one key at once; AWS asks for another try.
  if (status === 409) return { kind: "busy", message: words };
  if (status === 429 || status >= 500 || code === "RequestTimeout") return { kind: "unreachable", message: words };
  return { kind: "refused", message: words, fix: REMEDIES[code] ?? (status === 403 ? KEYS : BUCKET) };
}

/** What stood in the way of any answer. */
export function faultOfError(error: unknown, place: string, endpoint: string): StoreFault {
  if (!(error instanceof Error) || ["ReferenceError", "InvariantError"].includes(error.name)) throw error;
  const cause = error.cause instanceof Error ? error.cause.message : error.message;
  const reason = error.name === "TimeoutError" ? "no answer in time" : cause;
  return {
    kind: "unreachable",
    message: `${place} at ${endpoint}: ${reason}`,
    fix: "Is the address right, and reachable from here? What is not mirrored waits in the journal.",
  };
}
