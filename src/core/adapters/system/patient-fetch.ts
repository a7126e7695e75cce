/** What goes up is not seen from here: a line that carries less than this is as good as none. */
const UPLOAD_BYTES_PER_MS = 16;

/** An answer with its whole body. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

interface Patience {
  /** Time without a byte after which there is no answer. */
  readonly silenceMs: number;
  /** Bytes of the request's body: they get time of their own, at 16 kB/s. */
  readonly uploadBytes: number;
}

/**
 * Asks a server, for as long as it says anything: a slow line is no dead one, however long the answer is.
 *
 * Errors: those of fetch; one called TimeoutError after a silence.
 */
export async function fetchPatiently(
  address: Request | string,
  { silenceMs, uploadBytes }: Patience,
  init: RequestInit = {},
): Promise<WholeAnswer> {
  const given = new AbortController();
  const giveUp = (): void => {
    given.abort(new DOMException("no answer in time", "TimeoutError"));
  };
  let timer = setTimeout(giveUp, silenceMs + Math.ceil(uploadBytes / UPLOAD_BYTES_PER_MS));
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, silenceMs);
  };
  try {
    const response = await fetch(address, { ...init, signal: given.signal });
    const chunks: Uint8Array[] = [];
    if (response.body !== null) {
      heard();
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        heard();
        chunks.push(chunk);
      }
    }
    return { status: response.status, headers: response.headers, bytes: Buffer.concat(chunks) };
  } finally {
    clearTimeout(timer);
  }
}
