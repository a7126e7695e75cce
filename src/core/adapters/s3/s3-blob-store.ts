import { AwsClient } from "aws4fetch";
import { sha256Hex } from "../../lib/hash.js";
import { err, ok } from "../../lib/result.js";
import type { Blob, BlobStore, StoreAnswer, StoreFault } from "../../ports/blob-store.js";
import { fetchPatiently, type WholeAnswer } from "../system/patient-fetch.js";
import { faultOfAnswer, faultOfError } from "./s3-faults.js";
import { keysOfListing } from "./s3-listing.js";

/** A bucket, and a way to it. */
export interface S3Place {
  readonly bucket: string;
  /** Before every key, without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly region: string;
  /** `https://s3.eu-central-1.amazonaws.com`: any server that speaks the protocol; buckets are the first part of the path. */
  readonly endpoint: string;
}

export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const GOOD_BLOB_BYTES = 8 * 1024 * 1024;
const SILENCE_MS = 60_000;

interface Asked {
  readonly method: "GET" | "PUT" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/**
 * Blobs as objects of a bucket, over conditional writes: `If-None-Match: *` and `If-Match`. Each blob is
 * created once, so that a lost answer is found out by the next look.
 */
export class S3BlobStore implements BlobStore {
  readonly goodBlobBytes = GOOD_BLOB_BYTES;
  readonly #client: AwsClient;

  constructor(
    readonly at: S3Place,
    keys: S3Keys,
    readonly silenceMs = SILENCE_MS,
  ) {
    // Whoever keeps the mirror tries again; two who do would only make it longer.
    this.#client = new AwsClient({ ...keys, service: "s3", region: at.region, retries: 0 });
  }

  get place(): string {
    const { bucket, prefix } = this.at;
    return `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`;
  }

  async create(key: string, bytes: Uint8Array): StoreAnswer<"created" | "exists"> {
    const answer = await this.#put(key, bytes, { "if-none-match": "*" });
    if (!answer.ok) return answer;
    return answer.value.status === 412 ? ok("exists") : this.#checked(answer.value, () => "created");
  }

  async get(key: string): StoreAnswer<Blob | null> {
    const answer = await this.#ask({ method: "GET", path: this.#path(key) });
    if (!answer.ok) return answer;
    const { status, bytes, headers } = answer.value;
    if (status === 404 && !Buffer.from(bytes).includes("NoSuchBucket")) return ok(null);
    return this.#checked(answer.value, () => ({ bytes, tag: headers.get("etag") ?? "" }));
  }

  async listAfter(prefix: string, after: string, limit: number): StoreAnswer<readonly string[]> {
    const query = {
      "list-type": "2",
      prefix: this.#named(prefix),
      "max-keys": String(limit),
      "encoding-type": "url",
      ...(after === "" ? {} : { "start-after": this.#named(after) }),
    };
    const answer = await this.#ask({ method: "GET", path: `/${this.at.bucket}`, query });
    if (!answer.ok) return answer;
    const cut = this.#named("").length;
    return this.#checked(answer.value, ({ bytes }) =>
      keysOfListing(Buffer.from(bytes).toString("utf8"))
        .map((name) => name.slice(cut))
        .slice(0, limit),
    );
  }

  async swap(key: string, bytes: Uint8Array, tag: string | null): StoreAnswer<string | null> {
    const answer = await this.#put(key, bytes, tag === null ? { "if-none-match": "*" } : { "if-match": tag });
    if (!answer.ok) return answer;
    const { status, headers } = answer.value;
    if (status === 412 || (status === 404 && tag !== null)) return ok(null);
    return this.#checked(answer.value, () => headers.get("etag") ?? "");
  }

  async remove(key: string): StoreAnswer<null> {
    const answer = await this.#ask({ method: "DELETE", path: this.#path(key) });
    if (!answer.ok) return answer;
    return answer.value.status === 404 ? ok(null) : this.#checked(answer.value, () => null);
  }

  #named(key: string): string {
    return this.at.prefix === "" ? key : `${this.at.prefix}/${key}`;
  }

  #path(key: string): string {
    return `/${this.at.bucket}/${this.#named(key)}`;
  }

  #put(key: string, bytes: Uint8Array, condition: Readonly<Record<string, string>>): StoreAnswer<WholeAnswer> {
    const headers = {
      ...condition,
      "content-type": "application/octet-stream",
      "x-amz-content-sha256": sha256Hex(bytes),
    };
    return this.#ask({ method: "PUT", path: this.#path(key), headers, body: bytes });
  }

  async #ask({ method, path, query, headers, body }: Asked): StoreAnswer<WholeAnswer> {
    const url = new URL(this.at.endpoint);
    url.pathname = `${url.pathname.replace(/\/$/, "")}${path}`;
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    try {
      const request = await this.#client.sign(url, {
        method,
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
      });
      return ok(await fetchPatiently(request, { silenceMs: this.silenceMs, uploadBytes: body?.length ?? 0 }));
    } catch (error) {
      return err(faultOfError(error, this.place, this.at.endpoint));
    }
  }

  #checked<T>(answer: WholeAnswer, read: (answer: WholeAnswer) => T): Awaited<StoreAnswer<T>> {
    const fault: StoreFault | null = faultOfAnswer(answer, this.place);
    return fault === null ? ok(read(answer)) : err(fault);
  }
}
