import { join } from "node:path";
import type { OutboxDocument } from "../../ops/notify/outbox.schema.js";
import { outboxDocument } from "../../ops/notify/outbox.schema.js";
import { EMPTY_OUTBOX } from "../../ops/notify/outbox.js";
import type { Files } from "../../ports/files.js";
import { decodeDocument } from "../../sync/document-codec.js";

const NAME = "outbox.json";

export function outboxPath(stateDirectory: string): string {
  return join(stateDirectory, "notify", NAME);
}

/** Null where nobody was ever to be told; empty where it can't be read: what holds is told anew. */
export function readOutbox(stateDirectory: string, files: Pick<Files, "readText">): OutboxDocument | null {
  const text = files.readText(outboxPath(stateDirectory));
  if (text === null) return null;
  const document = decodeDocument(outboxDocument, text);
  return document.ok ? document.value : EMPTY_OUTBOX;
}

export type OutboxFiles = Pick<Files, "readText" | "replace" | "makeDirectory">;

/** The outbox of a state directory: each change is on stable storage before anything follows from it. */
export class OutboxFile {
  #document: OutboxDocument;

  constructor(
    readonly stateDirectory: string,
    readonly files: OutboxFiles,
  ) {
    files.makeDirectory(join(stateDirectory, "notify"));
    this.#document = readOutbox(stateDirectory, files) ?? EMPTY_OUTBOX;
  }

  get document(): OutboxDocument {
    return this.#document;
  }

  keep(document: OutboxDocument): void {
    if (document === this.#document) return;
    const text = `${JSON.stringify(document)}\n`;
    this.files.replace(outboxPath(this.stateDirectory), text);
    this.#document = document;
  }

  /** As it will be written with the next change. */
  remember(document: OutboxDocument): void {
    this.#document = document;
  }
}
