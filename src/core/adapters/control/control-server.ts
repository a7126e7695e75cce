import * as fs from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { invariant } from "../../lib/invariant.js";
import type { ControlHandler, ControlReply, ControlServer } from "../../ports/control.js";
import type { SessionFeed } from "../../ports/session-port.js";
import { type ControlPlace, openControlPlace } from "./control-place.js";
import { decodeRequest, encodeLine, MAX_REQUEST_BYTES } from "./control-wire.js";
import { ScreenFollower } from "./screen-follower.js";
import { decodeFollow, type FollowRequest, SESSION_SCHEMA } from "./session-wire.js";

export interface ControlServerOptions {
  readonly directory: string;
  readonly clock: Pick<Clock, "sleep">;
  /** How long a peer may take to say its line. */
  readonly patienceMs?: number;
  /** What screens may follow; left out: nothing. */
  readonly feed?: SessionFeed;
}

const PATIENCE_MS = 5_000;
/** Operators are few; whoever opens more has gone wrong. */
const MAX_CONNECTIONS = 16;
/** Screens stay; they never take an operator's place. */
const MAX_SCREENS = 8;
const SOCKET_MODE = 0o600;
/** How long pending replies have to leave at the end. */
const FAREWELL_MS = 500;

export function createControlServer(options: ControlServerOptions): ControlServer {
  return new UnixControlServer(options);
}

class UnixControlServer implements ControlServer {
  readonly #options: ControlServerOptions;
  readonly #sockets = new Set<Socket>();
  readonly #screens = new Set<Socket>();
  #server: Server | null = null;
  #place: ControlPlace | null = null;

  constructor(options: ControlServerOptions) {
    this.#options = options;
  }

  async listen(handler: ControlHandler): Promise<void> {
    invariant(this.#server === null, "a control server listens once");
    const { directory } = this.#options;
    const place = openControlPlace(directory);
    invariant(place !== null, `${directory} exists before somebody listens in it`);
    removeStale(place);
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      void this.#serve(socket, handler);
    });
    server.maxConnections = MAX_CONNECTIONS + MAX_SCREENS;
    // An open ear keeps no process alive.
    server.unref();
    await listening(server, place);
    fs.chmodSync(place.path, SOCKET_MODE);
    this.#server = server;
    this.#place = place;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise<void>((resolve) =>
      server.close(() => {
        resolve();
      }),
    );
    for (const socket of this.#screens) socket.destroy();
    const farewell = new AbortController();
    void closed.then(() => {
      farewell.abort();
    });
    await this.#options.clock.sleep(FAREWELL_MS, farewell.signal);
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    this.#place?.release();
  }

  async #serve(socket: Socket, handler: ControlHandler): Promise<void> {
    const heard = new AbortController();
    // A peer that goes away in the middle is no matter of ours.
    socket.on("error", () => socket.destroy());
    void this.#options.clock.sleep(this.#options.patienceMs ?? PATIENCE_MS, heard.signal).then(() => {
      if (!heard.signal.aborted) socket.destroy();
    });
    const line = await firstLine(socket);
    heard.abort();
    if (line === null) return;
    const follow = line === "too long" ? null : decodeFollow(line.text);
    if (follow !== null) {
      await this.#follow(socket, follow);
      return;
    }
    const reply = line === "too long" ? refusal("it is too long") : await answer(line.text, handler);
    if (!socket.destroyed) socket.end(encodeLine(reply));
  }

  async #follow(socket: Socket, request: FollowRequest): Promise<void> {
    const { feed, clock } = this.#options;
    const reason = feed === undefined ? "no screen can follow here" : screenRefusal(request, this.#screens.size);
    if (feed === undefined || reason !== null) {
      if (!socket.destroyed) socket.end(encodeLine(refusal(reason ?? "")));
      return;
    }
    this.#screens.add(socket);
    socket.once("close", () => this.#screens.delete(socket));
    await new ScreenFollower(socket, feed, { clock, series: request.series }).run();
  }
}

/** Null for a screen that may follow. */
function screenRefusal({ schema }: FollowRequest, screens: number): string | null {
  if (schema !== SESSION_SCHEMA) return `${schema} is not spoken here, ${SESSION_SCHEMA} is`;
  return screens >= MAX_SCREENS ? `${String(MAX_SCREENS)} screens follow already` : null;
}

/** Only the holder of the lock comes here, so whoever made an old socket is dead. */
function removeStale({ path }: ControlPlace): void {
  const found = fs.lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new Failure("control_blocked", 3, `${path} is in the way of the control socket`, {
      file: path,
      fix: "Move it away: the executor listens there for `hedge halt`, `resume` and `flatten`.",
    });
  }
  fs.rmSync(path);
}

function listening(server: Server, place: ControlPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      place.release();
      const message = `no control socket can be made at ${place.path}: ${error.message}`;
      reject(new Failure("control_blocked", 3, message, { file: place.path }));
    });
    server.listen(place.address, resolve);
  });
}

/** Null where the peer went away first. */
function firstLine(socket: Socket): Promise<{ readonly text: string } | "too long" | null> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    socket.on("data", (part: Buffer) => {
      const end = part.indexOf("\n");
      parts.push(end === -1 ? part : part.subarray(0, end));
      length += part.length;
      if (length > MAX_REQUEST_BYTES) resolve("too long");
      else if (end !== -1) resolve({ text: Buffer.concat(parts).toString("utf8") });
      else return;
      socket.removeAllListeners("data");
      // What else comes is not kept.
      socket.resume();
    });
    socket.once("close", () => {
      resolve(null);
    });
  });
}

async function answer(line: string, handler: ControlHandler): Promise<ControlReply> {
  const decoded = decodeRequest(line);
  if (!decoded.ok) return refusal(decoded.error);
  const { untilMs, ...request } = decoded.value;
  try {
    return await handler(request, untilMs);
  } catch (error) {
    const message = `the executor could not carry it out: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: "refused", code: "bug", exitCode: 1, message };
  }
}

function refusal(reason: string): ControlReply {
  return {
    kind: "refused",
    code: "bad_request",
    exitCode: 2,
    message: `the executor does not take this request: ${reason}`,
  };
}
