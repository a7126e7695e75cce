interface JsonFault {
  readonly code: "invalid_json" | "duplicate_key" | "forbidden_key";
  readonly message: string;
  /** Dotted path of the object or value the fault is in. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;
const LITERALS: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];
const DEEPEST = 40;

class Stop extends Error {}

/**
 * Reads JSON as JSON.parse does, and says where it is broken. Two things that JSON.parse lets pass are faults here:
 * a key that stands twice (the first one would silently lose) and `__proto__`.
 */
export function parseJsonText(text: string): { readonly value: unknown; readonly faults: readonly JsonFault[] } {
  const reader = new JsonReader(text.startsWith("\uFEFF") ? text.slice(1) : text);
  const value = reader.document();
  return { value, faults: reader.faults };
}

class JsonReader {
  readonly faults: JsonFault[] = [];
  #at = 0;
  readonly #path: string[] = [];

  constructor(readonly text: string) {}

  document(): unknown {
    try {
      const value = this.#value();
      this.#space();
      if (this.#at < this.text.length) this.#stop(`expected the end of the file, found ${this.#here()}`);
      return value;
    } catch (stop) {
      if (stop instanceof Stop) return undefined;
      throw stop;
    }
  }

  #value(): unknown {
    if (this.#path.length > DEEPEST) this.#stop(`nested deeper than ${DEEPEST} levels`);
    this.#space();
    const first = this.text[this.#at];
    if (first === "{") return this.#object();
    if (first === "[") return this.#array();
    if (first === '"') return this.#string();
    for (const [word, value] of LITERALS) {
      if (this.text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const number = this.#match(NUMBER);
    if (number === "") this.#stop(`expected a value, found ${this.#here()}`);
    return Number(number);
  }

  #object(): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    this.#list("}", () => {
      if (this.text[this.#at] !== '"') this.#stop(`expected a key in double quotes, found ${this.#here()}`);
      const keyAt = this.#at;
      const key = this.#string();
      this.#space();
      if (this.text[this.#at] !== ":") this.#stop(`expected : after the key "${key}", found ${this.#here()}`);
      this.#at += 1;
      if (Object.hasOwn(members, key)) this.#fault("duplicate_key", `the key "${key}" stands twice`, keyAt);
      this.#path.push(key);
      const value = this.#value();
      this.#path.pop();
      if (key === "__proto__") this.#fault("forbidden_key", 'the key "__proto__" is not allowed', keyAt);
      else members[key] = value;
    });
    return members;
  }

  #array(): unknown[] {
    const items: unknown[] = [];
    this.#list("]", () => {
      this.#path.push(String(items.length));
      items.push(this.#value());
      this.#path.pop();
    });
    return items;
  }

  #list(end: "}" | "]", readItem: () => void): void {
    this.#at += 1;
    this.#space();
    if (this.text[this.#at] === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#space();
      if (this.text[this.#at] === end) this.#stop(`a comma stands before ${end}`);
      readItem();
      this.#space();
      const next = this.text[this.#at];
      if (next !== "," && next !== end) this.#stop(`expected , or ${end}, found ${this.#here()}`);
      this.#at += 1;
      if (next === end) return;
    }
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === "\\" ? 2 : 1;
    if (end >= this.text.length) this.#stop("a string has no closing quote");
    try {
      const value = JSON.parse(this.text.slice(start, end + 1)) as string;
      this.#at = end + 1;
      return value;
    } catch {
      return this.#stop("a string holds a raw control character or an unknown \\ escape");
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #here(): string {
    const found = this.text[this.#at];
    if (found === undefined) return "the end of the file";
    if (found === "/" || found === "#") return `${found} (JSON has no comments)`;
    return found === "'" ? "' (JSON has double quotes only)" : JSON.stringify(found);
  }

  #stop(message: string): never {
    this.#fault("invalid_json", message, this.#at);
    throw new Stop();
  }

  #fault(code: JsonFault["code"], message: string, at: number): void {
    const before = this.text.slice(0, at).split("\n");
    const column = (before[before.length - 1]?.length ?? 0) + 1;
    this.faults.push({ code, message, path: this.#path.join("."), line: before.length, column });
  }
}
