import { err, ok } from "../../lib/result.js";
import type { Blob, BlobStore, StoreAnswer } from "../../ports/blob-store.js";
import { type Documents, type FirestoreAnswer, faultOf, type FoundDocument, found, writtenAt } from "./documents.js";

/** A document holds 1 MiB, base64 not counted; a slot is cut well below that. */
const GOOD_BLOB_BYTES = 512 * 1024;
const MAX_PART_BYTES = 768 * 1024;

/**
 * Blobs as documents of one collection: creating one that is there fails, and a replacement names the update time it is
 * for. What is too long for a document lies in parts, written before the document that names them.
 */
export class FirestoreBlobStore implements BlobStore {
  readonly goodBlobBytes = GOOD_BLOB_BYTES;

  constructor(
    readonly documents: Documents,
    /** Names an upload, so that the parts of two never mix. */
    readonly uploadName: () => string,
  ) {}

  get place(): string {
    return this.documents.place;
  }

  async create(key: string, bytes: Uint8Array): StoreAnswer<"created" | "exists"> {
    const fields = await this.#fieldsOf(key, bytes);
    if (!fields.ok) return fields;
    const answer = await this.documents.write({ id: idOf(key) }, fields.value, { exists: false });
    if (!answer.ok) return answer;
    return isTaken(answer.value) ? ok("exists") : checked(answer.value, this.place, () => "created" as const);
  }

  async get(key: string): StoreAnswer<Blob | null> {
    const answer = await this.documents.ask("GET", { id: idOf(key) });
    if (!answer.ok) return answer;
    if (answer.value.status === 404) return ok(null);
    const document = checked(answer.value, this.place, ({ body }) => found(body));
    if (!document.ok) return document;
    return document.value === null ? this.#garbled(key) : this.#whole(key, document.value);
  }

  async listAfter(prefix: string, after: string, limit: number): StoreAnswer<readonly string[]> {
    const answer = await this.documents.query(idOf(after > prefix ? after : prefix), limit + 1);
    if (!answer.ok) return answer;
    return checked(answer.value, this.place, ({ body }) =>
      namesIn(body)
        .map((id) => id.replaceAll(SLASH, "/"))
        .filter((key) => key.startsWith(prefix) && key > after)
        .slice(0, limit),
    );
  }

  async swap(key: string, bytes: Uint8Array, tag: string | null): StoreAnswer<string | null> {
    const fields = await this.#fieldsOf(key, bytes);
    if (!fields.ok) return fields;
    const condition = tag === null ? ({ exists: false } as const) : { updateTime: tag };
    const answer = await this.documents.write({ id: idOf(key) }, fields.value, condition);
    if (!answer.ok) return answer;
    if (isTaken(answer.value)) return ok(null);
    const written = checked(answer.value, this.place, ({ body }) => writtenAt(body));
    return written.ok && written.value === null ? this.#garbled(key) : written;
  }

  async remove(key: string): StoreAnswer<null> {
    const answer = await this.documents.ask("DELETE", { id: idOf(key) });
    return answer.ok ? checked(answer.value, this.place, () => null) : answer;
  }

  async #fieldsOf(key: string, bytes: Uint8Array): StoreAnswer<Record<string, unknown>> {
    const upload = this.uploadName();
    const parts = Math.max(1, Math.ceil(bytes.length / MAX_PART_BYTES));
    for (let part = 1; part < parts; part++) {
      const cut = bytes.subarray(part * MAX_PART_BYTES, (part + 1) * MAX_PART_BYTES);
      const name = { id: partId(key, upload, part), which: "parts" } as const;
      const answer = await this.documents.write(name, { bytes: bytesValue(cut) }, { exists: false });
      if (!answer.ok) return answer;
      const put = checked(answer.value, this.place, () => null);
      if (!put.ok) return put;
    }
    const first = bytesValue(bytes.subarray(0, MAX_PART_BYTES));
    return ok({ bytes: first, parts: { integerValue: String(parts) }, upload: { stringValue: upload } });
  }

  async #whole(key: string, { bytes, parts, upload, updateTime }: FoundDocument): StoreAnswer<Blob | null> {
    const pieces = [bytes];
    for (let part = 1; part < parts; part++) {
      const answer = await this.documents.ask("GET", { id: partId(key, upload, part), which: "parts" });
      if (!answer.ok) return answer;
      const piece = checked(answer.value, this.place, ({ body }) => found(body));
      if (!piece.ok) return piece;
      if (piece.value === null) return this.#garbled(key);
      pieces.push(piece.value.bytes);
    }
    return ok({ bytes: Buffer.concat(pieces), tag: updateTime });
  }

  #garbled(key: string): Awaited<StoreAnswer<never>> {
    return err({ kind: "garbled", message: `${this.place}: document ${idOf(key)} is not one of ours` });
  }
}

/** Ids of documents have no slashes; this sorts behind all that keys are made of. */
const SLASH = "~";

function idOf(key: string): string {
  return key.replaceAll("/", SLASH);
}

function partId(key: string, upload: string, part: number): string {
  return `${idOf(key)}${SLASH}${upload}${SLASH}${part}`;
}

function bytesValue(bytes: Uint8Array): { readonly bytesValue: string } {
  return { bytesValue: Buffer.from(bytes).toString("base64") };
}

/** Another version lies there: ALREADY_EXISTS, or FAILED_PRECONDITION. */
function isTaken({ status, body }: FirestoreAnswer): boolean {
  return (status === 409 || status === 400) && /ALREADY_EXISTS|FAILED_PRECONDITION/.test(JSON.stringify(body));
}

function namesIn(body: unknown): readonly string[] {
  const rows: readonly unknown[] = Array.isArray(body) ? body : [];
  return rows.flatMap((row) => {
    const name: unknown = (row as { document?: { name?: unknown } } | null)?.document?.name;
    return typeof name === "string" ? [name.slice(name.lastIndexOf("/") + 1)] : [];
  });
}

function checked<T>(
  answer: FirestoreAnswer,
  place: string,
  read: (answer: FirestoreAnswer) => T,
): Awaited<StoreAnswer<T>> {
  const fault = faultOf(answer, place);
  return fault === null ? ok(read(answer)) : err(fault);
}
