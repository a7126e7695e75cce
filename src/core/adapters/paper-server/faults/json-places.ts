export interface JsonFault {
  readonly code: "invalid_json" | "duplicate_key" | "forbidden_key";
  readonly message: string;
  readonly path: string;
  readonly offset: number;
}

/** Where everything stands in a JSON text, by dotted path. */
export interface JsonPlaces {
  readonly offsets: ReadonlyMap<string, number>;
  readonly faults: readonly JsonFault[];
}

const TOKEN = /[ \t\r\n]*(?:("(?:[^"\\\n]|\\.)*")|(-?\d[\d.eE+-]*|true|false|null)|([{}[\]:,]))/y;
const SPACE = /[ \t\r\n]*/y;
const DEEPEST = 20;

class Stop extends Error {}

/** Walks a JSON text without building it: finds the places of all values, doubled keys and where the text is broken. */
export function findJsonPlaces(text: string): JsonPlaces {
  const walk = new Walk(text);
  try {
    walk.document();
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
  }
  return walk;
}

export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

class Walk implements JsonPlaces {
  readonly offsets = new Map<string, number>();
  readonly faults: JsonFault[] = [];
  readonly #path: string[] = [];
  #at = 0;

  constructor(readonly text: string) {}

  document(): void {
    this.#value();
    if (this.#peek() < this.text.length) this.#stop(`expected the end of the file, found ${this.#here()}`);
  }

  #value(): void {
    if (this.#path.length > DEEPEST) this.#stop(`nested deeper than ${DEEPEST} levels`);
    this.offsets.set(this.#path.join("."), this.#peek());
    const token = this.#token("a value");
    if (token === "{") this.#members("}", () => this.#member(new Set()));
    else if (token === "[") this.#items();
    else if (/^[}\]:,]/.test(token)) this.#stop(`expected a value, found ${token}`, token.length);
  }

  #items(): void {
    let index = 0;
    this.#members("]", () => () => {
      this.#path.push(String(index));
      this.#value();
      this.#path.pop();
      index += 1;
    });
  }

  #member(keys: Set<string>): () => void {
    return () => {
      const offset = this.#peek();
      const token = this.#token("a key in double quotes");
      if (!token.startsWith('"')) this.#stop(`expected a key in double quotes, found ${token}`, token.length);
      const key = token.slice(1, -1);
      const colon = this.#token(`: after the key ${token}`);
      if (colon !== ":") this.#stop(`expected : after the key ${token}, found ${colon}`, colon.length);
      if (keys.has(key)) this.#fault("duplicate_key", `the key ${token} stands twice`, offset);
      if (key === "__proto__") this.#fault("forbidden_key", `the key ${token} is not allowed`, offset);
      keys.add(key);
      this.#path.push(key);
      this.#value();
      this.#path.pop();
    };
  }

  #members(end: "}" | "]", reader: () => () => void): void {
    const readOne = reader();
    if (this.text[this.#peek()] === end) {
      this.#token(end);
      return;
    }
    for (;;) {
      readOne();
      const token = this.#token(`, or ${end}`);
      if (token === end) return;
      if (token !== ",") this.#stop(`expected , or ${end}, found ${token}`, token.length);
      if (this.text[this.#peek()] === end) this.#stop(`a comma stands before ${end}`);
    }
  }

  #peek(): number {
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.text)?.[0].length ?? 0;
    return this.#at;
  }

  #token(wanted: string): string {
    this.#peek();
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.text)?.[0];
    if (found === undefined) return this.#stop(`expected ${wanted}, found ${this.#here()}`);
    this.#at += found.length;
    return found;
  }

  #here(): string {
    const found = this.text[this.#at];
    if (found === undefined) return "the end of the file";
    if (found === "/" || found === "#") return `${found} (JSON has no comments)`;
    return found === "'" ? "' (JSON has double quotes only)" : JSON.stringify(found);
  }

  #stop(message: string, back = 0): never {
    this.#fault("invalid_json", message, this.#at - back);
    throw new Stop();
  }

  #fault(code: JsonFault["code"], message: string, offset: number): void {
    this.faults.push({ code, message, path: this.#path.join("."), offset });
  }
}
