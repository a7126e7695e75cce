import { Failure } from "../../lib/failure.js";
import { isSafeAddress } from "../../lib/safe-address.js";
import type { S3Place } from "./s3-blob-store.js";

type Environment = Readonly<Record<string, string | undefined>>;

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^(?:[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*)?$/;

function bad(target: string, reason: string): Failure {
  return new Failure("invalid_value", 2, `--target ${target}: ${reason}`, {
    path: "--target",
    value: target,
    fix: "Use s3://BUCKET/PREFIX, with ?region=R and, for a server other than AWS, &endpoint=https://HOST.",
  });
}

/**
 * The bucket of an address `s3://BUCKET/PREFIX?region=R&endpoint=URL`; region and endpoint also from AWS_REGION and
 * AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL. Keys never come from the address.
 *
 * Errors: Failure 2 for an address that is none.
 */
export function s3PlaceOf(target: string, env: Environment): S3Place {
  const [path = "", query = ""] = target.slice("s3://".length).split("?");
  if (path.includes("@")) throw bad("s3://…", "keys don't belong into an address");
  const [bucket = "", ...rest] = path.replace(/\/$/, "").split("/");
  const prefix = rest.join("/");
  if (!BUCKET.test(bucket)) throw bad(target, bucket === "" ? "it names no bucket" : "no name of a bucket");
  if (rest.some((part) => /^\.\.?$/.test(part))) throw bad(target, "a prefix has no parts . and ..");
  if (!PREFIX.test(prefix)) throw bad(target, "a prefix has letters, digits, dots, dashes and single slashes");
  const settings = new URLSearchParams(query);
  const unknown = [...settings.keys()].find((name) => name !== "region" && name !== "endpoint");
  if (unknown !== undefined) throw bad(target, `it has no setting ${unknown}`);
  const region = settings.get("region") ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1";
  const given = settings.get("endpoint") ?? env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"];
  const endpoint = endpointOf(given ?? `https://s3.${region}.amazonaws.com`, target);
  return { bucket, prefix, region, endpoint };
}

/** Keys and books travel in it: plain HTTP goes to this machine only. */
function endpointOf(text: string, target: string): string {
  if (!URL.canParse(text)) throw bad(target, `${text} is no address of a server`);
  if (!isSafeAddress(text)) throw bad(target, "a server is reached over https:// (http:// on this machine only)");
  return text.replace(/\/$/, "");
}
