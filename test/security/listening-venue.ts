import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the man in the middle does with a request instead of passing it on. */
export type Trick = "pass" | "echo -2015" | "echo -1022" | "echo page" | "break" | "silence";

export interface ListeningVenue {
  readonly url: string;
  /** Every signature and listen key that went over the wire. */
  readonly overheard: ReadonlySet<string>;
  readonly played: ReadonlyMap<Trick, number>;
  /** From here on every request is passed on: what is asked next depends on no count of earlier ones. */
  readonly stopTricks: () => void;
  readonly close: () => Promise<void>;
}

const REST_OF = /\b(?:signature|listenKey)=([A-Za-z0-9%+/=]+)/g;
const LISTEN_KEY = /"listenKey":"([^"]+)"/g;

/**
 * The REST side of a venue with somebody in between who notes every secret of the wire, and now and then answers
 * himself: with errors that repeat the whole request, signature and key included, or not at all.
 */
export async function listenIn(
  venueUrl: string,
  trickOf: (method: string, path: string, nth: number) => Trick,
): Promise<ListeningVenue> {
  const overheard = new Set<string>();
  const played = new Map<Trick, number>();
  const counts = new Map<string, number>();
  let isTricky = true;
  const note = (text: string, pattern: RegExp): void => {
    for (const [, found = ""] of text.matchAll(pattern)) overheard.add(decodeURIComponent(found));
  };
  const server = createServer((asked, answer) => {
    void (async () => {
      const body = await textOf(asked);
      const { method = "GET", url = "/" } = asked;
      note(`${url}&${body}`, REST_OF);
      const path = url.split("?")[0] ?? "";
      const nth = (counts.get(`${method} ${path}`) ?? 0) + 1;
      counts.set(`${method} ${path}`, nth);
      const trick = isTricky ? trickOf(method, path, nth) : "pass";
      played.set(trick, (played.get(trick) ?? 0) + 1);
      if (trick === "pass") passOn({ venueUrl, asked, body, answer }, (text) => note(text, LISTEN_KEY));
      else play(trick, `key ${String(asked.headers["x-mbx-apikey"])} ${method} ${url} ${body}`, answer);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stopTricks = (): void => {
    isTricky = false;
  };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, overheard, played, stopTricks, close };
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

interface Passed {
  readonly venueUrl: string;
  readonly asked: IncomingMessage;
  readonly body: string;
  readonly answer: ServerResponse;
}

function passOn({ venueUrl, asked, body, answer }: Passed, hear: (text: string) => void): void {
  const { method, url = "/", headers } = asked;
  const onward = request(`${venueUrl}${url}`, { method, headers: { ...headers, "accept-encoding": "identity" } });
  onward.on("error", () => answer.destroy());
  onward.on("response", (came) => {
    void textOf(came).then((text) => {
      hear(text);
      const { "transfer-encoding": _chunked, ...rest } = came.headers;
      answer.writeHead(came.statusCode ?? 500, { ...rest, "content-length": Buffer.byteLength(text) });
      answer.end(text);
    });
  });
  onward.end(body);
}

function play(trick: Exclude<Trick, "pass">, whole: string, answer: ServerResponse): void {
  if (trick === "break") answer.destroy();
  if (trick === "break" || trick === "silence") return;
  const type = trick === "echo page" ? "text/html" : "application/json";
  const code = trick === "echo -2015" ? -2015 : -1022;
  const page = `<html><body><h1>Request blocked</h1><pre>${whole}</pre></body></html>`;
  const status = trick === "echo page" ? 403 : trick === "echo -2015" ? 401 : 400;
  answer.writeHead(status, { "content-type": type });
  answer.end(trick === "echo page" ? page : JSON.stringify({ code, msg: `Refused: ${whole}` }));
}
