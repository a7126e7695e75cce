import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer, request, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { endServer } from "./end-server.js";
import { sparePort } from "./spare-port.js";

/** Whether the machine has a server that speaks S3 to test with: `pip install 'moto[server]'`. */
export const hasMoto = spawnSync("moto_server", ["--version"], { stdio: "ignore" }).error === undefined;

export const S3_KEYS = { accessKeyId: "test", secretAccessKey: "test" };

/** moto's S3 on a spare loopback port, with one bucket. It keeps all in memory. */
export class S3Lab {
  #server: ChildProcess | null = null;
  endpoint = "";

  async start(bucket: string): Promise<void> {
    const port = await sparePort();
    this.endpoint = `http://127.0.0.1:${String(port)}`;
    this.#server = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
    for (let tries = 0; ; tries += 1) {
      const made = await fetch(`${this.endpoint}/${bucket}`, { method: "PUT", headers: AUTHORIZATION }).catch(
        () => null,
      );
      if (made?.ok === true) return;
      if (tries === 400) throw new Error("moto_server does not answer");
      await sleep(50);
    }
  }

  async dispose(): Promise<void> {
    await endServer(this.#server);
  }
}

const AUTHORIZATION = {
  authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
};

/** What becomes of a request on its way. */
export type RequestFate =
  "well" | "409" | "503" | "answer lost" | "reset" | "slow" | "asker dies first" | "asker dies after";

/** A way to a server on which requests meet fates, one after another; all is well once they are used up. */
export class FaultProxy {
  readonly fates: RequestFate[] = [];
  /** Ends whoever asks, where its fate is to die. */
  onDeath: () => void = () => undefined;
  /** Requests so far. */
  count = 0;
  readonly met = new Set<RequestFate>();
  #server: Server | null = null;
  endpoint = "";

  async start(target: string): Promise<void> {
    const { hostname, port } = new URL(target);
    this.#server = createServer((asked, answer) => {
      const fate = this.fates.shift() ?? "well";
      this.met.add(fate);
      this.count += 1;
      const chunks: Buffer[] = [];
      asked.on("data", (chunk: Buffer) => chunks.push(chunk));
      asked.on("end", () => {
        if (fate === "409" || fate === "503") {
          const code = fate === "409" ? "ConditionalRequestConflict" : "SlowDown";
          answer.writeHead(Number(fate)).end(`<Error><Code>${code}</Code><Message>try again</Message></Error>`);
          return;
        }
        if (fate === "reset" || fate === "asker dies first") {
          if (fate === "asker dies first") this.onDeath();
          asked.socket.destroy();
          return;
        }
        const onward = request(
          { hostname, port, method: asked.method, path: asked.url, headers: asked.headers },
          (back) => {
            const parts: Buffer[] = [];
            back.on("data", (part: Buffer) => parts.push(part));
            back.on("end", () => {
              if (fate === "answer lost" || fate === "asker dies after") {
                if (fate === "asker dies after") this.onDeath();
                asked.socket.destroy();
                return;
              }
              void sleep(fate === "slow" ? 150 : 0).then(() => {
                answer.writeHead(back.statusCode ?? 502, back.headers).end(Buffer.concat(parts));
              });
            });
          },
        );
        onward.on("error", () => asked.socket.destroy());
        onward.end(Buffer.concat(chunks));
      });
    });
    const port0 = await sparePort();
    await new Promise<void>((resolve) => this.#server?.listen(port0, "127.0.0.1", resolve));
    this.endpoint = `http://127.0.0.1:${String(port0)}`;
  }

  async dispose(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}
