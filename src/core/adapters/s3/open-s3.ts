import { readFileSync } from "node:fs";
import { Failure } from "../../lib/failure.js";
import { isSafeAddress } from "../../lib/safe-address.js";
import type { BlobStore } from "../../ports/blob-store.js";
import { type S3Keys, S3BlobStore } from "./s3-blob-store.js";

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
 * AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL. Keys come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY (or …_FILE) and
 * AWS_SESSION_TOKEN, never from the address.
 *
 * Errors: Failure 2 for an address that is none, Failure 3 where keys are missing.
 */
export function openS3(target: string, env: Environment): BlobStore {
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
  return new S3BlobStore({ bucket, prefix, region, endpoint }, keysOf(env));
}

/** Keys and books travel in it: plain HTTP goes to this machine only. */
function endpointOf(text: string, target: string): string {
  if (!URL.canParse(text)) throw bad(target, `${text} is no address of a server`);
  if (!isSafeAddress(text)) throw bad(target, "a server is reached over https:// (http:// on this machine only)");
  return text.replace(/\/$/, "");
}

function keysOf(env: Environment): S3Keys {
  const accessKeyId = valueOf(env, "AWS_ACCESS_KEY_ID");
  const secretAccessKey = valueOf(env, "AWS_SECRET_ACCESS_KEY");
  const sessionToken = valueOf(env, "AWS_SESSION_TOKEN");
  if (accessKeyId === null || secretAccessKey === null) {
    throw new Failure("mirror_keys_missing", 3, "an s3:// target needs a key", {
      path: accessKeyId === null ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
      fix: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or …_FILE) to a key that may read, write and list the bucket.",
    });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) };
}

function valueOf(env: Environment, name: string): string | null {
  const file = env[`${name}_FILE`];
  const text = file === undefined || file === "" ? env[name] : readFileSync(file, "utf8").trim();
  return text === undefined || text === "" ? null : text;
}
