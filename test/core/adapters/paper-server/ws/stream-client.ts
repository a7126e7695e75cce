import WebSocket from "ws";

export type Frame = Readonly<Record<string, unknown>>;

export interface StreamClient {
  /** Everything received so far, as it came. */
  readonly texts: readonly string[];
  readonly socket: WebSocket;
  frames(event?: string): readonly Frame[];
  send(message: object | string): void;
  /** Sends a request and waits for its answer. */
  request(method: string, params: readonly string[], id?: number | string): Promise<Frame>;
  /** Resolves once the condition holds. Errors: after 5 s. */
  until(condition: () => boolean): Promise<void>;
  close(): void;
}

export async function connect(url: string): Promise<StreamClient> {
  const socket = new WebSocket(url);
  const texts: string[] = [];
  const watchers = new Set<() => void>();
  const tell = (): void => {
    for (const watch of [...watchers]) watch();
  };
  socket.on("message", (message: Buffer) => {
    texts.push(message.toString("utf8"));
    tell();
  });
  socket.on("close", tell);
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const frames = (event?: string): readonly Frame[] =>
    texts.map((text) => JSON.parse(text) as Frame).filter(({ e }) => event === undefined || e === event);
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(watch);
        reject(
          new Error(`still waiting after 5 s; ${texts.length} frames: ${texts.slice(-3).join(" ").slice(0, 500)}`),
        );
      }, 5_000);
      const watch = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        watchers.delete(watch);
        resolve();
      };
      watchers.add(watch);
      watch();
    });
  return {
    texts,
    socket,
    frames,
    until,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    request: async (method, params, id = 1) => {
      socket.send(JSON.stringify({ method, params, id }));
      const answer = (): Frame | undefined =>
        texts
          .filter((text) => text.startsWith('{"result"') || text.startsWith('{"error"'))
          .map((text) => JSON.parse(text) as Frame)
          .findLast((frame) => frame.id === id);
      await until(() => answer() !== undefined);
      return answer()!;
    },
    close: () => socket.terminate(),
  };
}
