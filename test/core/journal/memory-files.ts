import type { AppendFile, Files } from "../../../src/core/ports/files.js";

/** Files in memory that remember what is durable and fail on demand. */
export class MemoryFiles implements Files {
  readonly contents = new Map<string, Buffer>();
  /** Bytes of each file that survive a power cut. */
  readonly durable = new Map<string, number>();
  readonly calls: string[] = [];
  readonly open = new Set<MemoryAppendFile>();
  failWrite: Error | null = null;
  failSync: Error | null = null;
  failOpen: Error | null = null;
  /** When set, a sync waits for it. */
  holdSync: Promise<void> | null = null;

  readText(path: string): string | null {
    return this.contents.get(path)?.toString("utf8") ?? null;
  }
  readBytes(path: string): Uint8Array | null {
    return this.contents.get(path) ?? null;
  }
  list(directory: string): readonly string[] {
    const inside = [...this.contents.keys()].filter((path) => path.startsWith(`${directory}/`));
    return inside.map((path) => path.slice(directory.length + 1)).sort();
  }
  exists(path: string): boolean {
    return this.contents.has(path);
  }
  makeDirectory(): void {
    if (this.failOpen !== null) throw this.failOpen;
  }
  openAppend(path: string): AppendFile {
    if (!this.contents.has(path)) this.contents.set(path, Buffer.alloc(0));
    const file = new MemoryAppendFile(this, path);
    this.open.add(file);
    return file;
  }
  truncate(path: string, length: number): void {
    this.calls.push(`truncate ${path} to ${length}`);
    this.contents.set(path, this.contents.get(path)!.subarray(0, length));
  }
  replace(path: string, content: string | Uint8Array): void {
    this.contents.set(path, Buffer.from(content));
  }
  rename(from: string, to: string): void {
    this.contents.set(to, this.contents.get(from)!);
    this.contents.delete(from);
  }
  remove(path: string): void {
    this.contents.delete(path);
  }
  freeBytes(): number {
    return 1e12;
  }
}

class MemoryAppendFile implements AppendFile {
  constructor(
    readonly files: MemoryFiles,
    readonly path: string,
  ) {}

  get length(): number {
    return this.files.contents.get(this.path)!.length;
  }
  write(bytes: Uint8Array): void {
    if (this.files.failWrite !== null) throw this.files.failWrite;
    this.files.calls.push(`write ${this.path}`);
    this.files.contents.set(this.path, Buffer.concat([this.files.contents.get(this.path)!, bytes]));
  }
  async sync(): Promise<void> {
    const { length } = this;
    this.files.calls.push(`sync ${this.path}`);
    await this.files.holdSync;
    if (!this.files.open.has(this)) throw new Error("EBADF: bad file descriptor, fdatasync");
    if (this.files.failSync !== null) throw this.files.failSync;
    this.files.durable.set(this.path, length);
  }
  syncNow(): void {
    this.files.calls.push(`syncNow ${this.path}`);
    if (this.files.failSync !== null) throw this.files.failSync;
    this.files.durable.set(this.path, this.length);
  }
  close(): void {
    this.files.open.delete(this);
  }
}
