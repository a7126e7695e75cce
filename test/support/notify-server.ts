import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server on this machine that notes what it is told, and answers as it is bid: `drop` cuts the line. */
export class NotifyServer {
  readonly heard: Heard[] = [];
  reply: (heard: Heard) => Reply | "drop" = () => ({ status: 200, body: '{"ok":true}' });

  private constructor(
    readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<NotifyServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const notify = new NotifyServer(server, `http://127.0.0.1:${String(port)}`);
    server.on("request", (request, response) => {
      let text = "";
      request.on("data", (bytes: Buffer) => (text += bytes.toString("utf8")));
      request.on("end", () => {
        const { method = "", url: path = "", headers } = request;
        const heard = { method, path, headers, body: text === "" ? null : (JSON.parse(text) as unknown) };
        notify.heard.push(heard);
        const reply = notify.reply(heard);
        if (reply === "drop") request.socket.destroy();
        else response.writeHead(reply.status, reply.headers).end(method === "HEAD" ? undefined : reply.body);
      });
    });
    return notify;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
