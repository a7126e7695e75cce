import { fetchPatiently } from "../system/patient-fetch.js";
import { err, ok } from "../../lib/result.js";
import type { StoreAnswer, StoreFault } from "../../ports/blob-store.js";

/** A collection of a database, and a way to it. */
export interface FirestorePlace {
  readonly project: string;
  readonly database: string;
  readonly collection: string;
  /** `https://firestore.googleapis.com`, or an emulator on this machine. */
  readonly endpoint: string;
}

export interface FirestoreAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A document as this store writes it. */
export interface FoundDocument {
  readonly bytes: Uint8Array;
  readonly parts: number;
  readonly upload: string;
  readonly updateTime: string;
}

interface DocumentName {
  readonly id: string;
  readonly which?: "blobs" | "parts";
}

/** The update time that a document must have, or that there must be none. */
type Condition = { readonly exists: false } | { readonly updateTime: string };

const SILENCE_MS = 60_000;
const MAX_PARTS = 64;

/** The requests of Firestore's REST interface that a store needs. */
export class Documents {
  constructor(
    readonly at: FirestorePlace,
    readonly token: () => Promise<string>,
  ) {}

  get place(): string {
    return `firestore://${this.at.project}/${this.at.collection}`;
  }

  ask(method: "GET" | "DELETE", { id, which = "blobs" }: DocumentName): StoreAnswer<FirestoreAnswer> {
    return this.#send(method, `/${this.#collection(which)}/${id}`);
  }

  /** Writes one document if what lies there is as `condition` has it; the answer has the time of the write. */
  write({ id, which = "blobs" }: DocumentName, fields: object, condition: Condition): StoreAnswer<FirestoreAnswer> {
    const name = `${this.#root}/${this.#collection(which)}/${id}`;
    return this.#send("POST", ":commit", { writes: [{ update: { name, fields }, currentDocument: condition }] });
  }

  /** Names of documents whose id is not before `from`, in order. */
  query(from: string, limit: number): StoreAnswer<FirestoreAnswer> {
    const { collection } = this.at;
    const referenceValue = `${this.#root}/${collection}/${from}`;
    const structuredQuery = {
      select: { fields: [{ fieldPath: "__name__" }] },
      from: [{ collectionId: collection }],
      orderBy: [{ field: { fieldPath: "__name__" }, direction: "ASCENDING" }],
      startAt: { values: [{ referenceValue }], before: true },
      limit,
    };
    return this.#send("POST", ":runQuery", { structuredQuery });
  }

  #collection(which: "blobs" | "parts"): string {
    return which === "parts" ? `${this.at.collection}-parts` : this.at.collection;
  }

  get #root(): string {
    const { project, database } = this.at;
    return `projects/${project}/databases/${database}/documents`;
  }

  async #send(method: string, path: string, body?: object): StoreAnswer<FirestoreAnswer> {
    try {
      const address = `${this.at.endpoint}/v1/${this.#root}${path}`;
      const headers = { authorization: `Bearer ${await this.token()}`, "content-type": "application/json" };
      const text = body === undefined ? "" : JSON.stringify(body);
      const patience = { silenceMs: SILENCE_MS, uploadBytes: text.length };
      const answer = await fetchPatiently(address, patience, {
        method,
        headers,
        ...(text === "" ? {} : { body: text }),
      });
      return ok({ status: answer.status, body: parsed(Buffer.from(answer.bytes).toString("utf8")) });
    } catch (error) {
      return err(unreachable(error, this.place, this.at.endpoint));
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unreachable(error: unknown, place: string, endpoint: string): StoreFault {
  if (!(error instanceof Error) || ["ReferenceError", "InvariantError"].includes(error.name)) throw error;
  const cause = error.cause instanceof Error ? error.cause.message : error.message;
  const reason = error.name === "TimeoutError" ? "no answer in time" : cause;
  return { kind: "unreachable", message: `${place} at ${endpoint}: ${reason}` };
}

const LEAVE = "Check GOOGLE_APPLICATION_CREDENTIALS: that account needs the role Cloud Datastore User in this project.";
const PLACE = "Check project, ?database= and collection of --target; the database has to be in native mode.";

/** What an answer means that is no success; null where it is one. */
export function faultOf({ status, body }: FirestoreAnswer, place: string): StoreFault | null {
  if (status >= 200 && status < 300) return null;
  const first: unknown = Array.isArray(body) ? body[0] : body;
  const { status: code, message } = (first as { error?: { status?: unknown; message?: unknown } } | null)?.error ?? {};
  const name = typeof code === "string" ? code : "no word";
  const words = `${place}: ${name} (${status})${typeof message === "string" ? `: ${message.slice(0, 300)}` : ""}`;
  if (name === "ABORTED" || status === 409) return { kind: "busy", message: words };
  if (status === 429 || status >= 500) return { kind: "unreachable", message: words };
  return { kind: "refused", message: words, fix: status === 401 || status === 403 ? LEAVE : PLACE };
}

interface RawDocument {
  readonly updateTime?: unknown;
  readonly fields?: {
    readonly bytes?: { readonly bytesValue?: unknown };
    readonly parts?: { readonly integerValue?: unknown };
    readonly upload?: { readonly stringValue?: unknown };
  };
}

/** A document of this store; null where it is something else. */
export function found(body: unknown): FoundDocument | null {
  const raw = typeof body === "object" && body !== null ? (body as RawDocument) : {};
  const { updateTime, fields } = raw;
  const content = fields?.bytes?.bytesValue ?? "";
  const parts = Number(fields?.parts?.integerValue ?? 1);
  const upload = fields?.upload?.stringValue ?? "";
  const isOurs = typeof updateTime === "string" && typeof content === "string" && typeof upload === "string";
  if (!isOurs || fields?.bytes === undefined || !(parts >= 1 && parts <= MAX_PARTS)) return null;
  return { bytes: Buffer.from(content, "base64"), parts, upload, updateTime };
}

/** When a write took place, which names the version that it made; null where the answer doesn't say. */
export function writtenAt(body: unknown): string | null {
  const { writeResults } = typeof body === "object" && body !== null ? (body as { writeResults?: unknown }) : {};
  const [first] = Array.isArray(writeResults) ? (writeResults as readonly unknown[]) : [];
  const time: unknown = (first as { updateTime?: unknown } | undefined)?.updateTime;
  return typeof time === "string" ? time : null;
}
