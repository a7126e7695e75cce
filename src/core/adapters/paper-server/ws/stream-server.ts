import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { Clock } from "../../../lib/clock.js";
import { wireJson } from "../exchange/wire-json.js";
import type { FaultHooks, StreamRoute } from "../faults/fault-hooks.js";
import type { StreamHub } from "../market/stream-hub.js";
import type { MarketTime, UserStreams } from "../seam.js";
import { FrameOutbox } from "./frame-outbox.js";
import { parseSocketPath } from "./socket-path.js";
import type { SocketPath } from "./socket-path.js";
import { SocketSession, wrapped } from "./socket-session.js";

interface StreamServerParts {
  readonly time: MarketTime;
  readonly clock: Clock;
  readonly hub: StreamHub;
  readonly users: UserStreams;
  readonly hooks: Pick<FaultHooks, "onConnect" | "onFrame">;
}

/** The socket side of the venue, on a HTTP server's upgrades. */
export interface StreamServer {
  /** For the server's "upgrade" event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Called every now and then: pings and limits of life. */
  heartbeat(): void;
  closeRoute(route: StreamRoute): void;
  /** Sockets of the route stay open and say nothing for so long (wall time). */
  silence(route: StreamRoute, wallMs: number): void;
  close(): void;
}

const MOST_SOCKETS = 300;
const MOST_MESSAGE_BYTES = 256_000;

export function createStreamServer(parts: StreamServerParts): StreamServer {
  const { time, clock, hooks } = parts;
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MOST_MESSAGE_BYTES });
  const sessions = new Set<SocketSession>();
  const stopping = new AbortController();
  const { signal: stopped } = stopping;
  const silentUntilMs = new Map<StreamRoute, number>();
  const isSilent = (route: StreamRoute): boolean => clock.monotonicMs() < (silentUntilMs.get(route) ?? -Infinity);
  const accept = (socket: WebSocket, path: SocketPath, isMute: boolean): void => {
    // A connection that breaks is followed by "close".
    socket.on("error", () => socket.terminate());
    const { route, combined } = path;
    const isStill = (): boolean => isMute || isSilent(route);
    const outbox = new FrameOutbox({ socket, route, hooks, time, clock, isSilent: isStill, stopped });
    const session = new SocketSession({ socket, route, combined, hub: parts.hub, outbox, clock });
    sessions.add(session);
    socket.on("close", () => sessions.delete(session));
    if (!session.subscribe(path.streams)) session.close("Too many streams");
    followUser(parts.users, path, { socket, outbox });
  };
  return {
    upgrade: (request, socket, head) => {
      socket.on("error", () => socket.destroy());
      const path = parseSocketPath(request.url ?? "/");
      if (path === null) {
        refuse(socket, "404 Not Found");
        return;
      }
      const welcome = sessions.size >= MOST_SOCKETS ? "refuse" : hooks.onConnect(path.route, time.nowMs());
      if (welcome === "refuse") refuse(socket, "503 Service Unavailable");
      else server.handleUpgrade(request, socket, head, (opened) => accept(opened, path, welcome === "silent"));
    },
    heartbeat: () => {
      for (const session of sessions) session.heartbeat();
    },
    closeRoute: (route) => {
      for (const session of sessions) if (session.route === route) session.close("closed by the venue");
    },
    silence: (route, wallMs) => void silentUntilMs.set(route, clock.monotonicMs() + wallMs),
    close: () => {
      stopping.abort();
      for (const session of sessions) session.terminate();
      server.close();
    },
  };
}

interface UserSocket {
  readonly socket: WebSocket;
  readonly outbox: FrameOutbox;
}

/** A key that nobody knows opens a socket like any other: nothing ever comes of it. */
function followUser(users: UserStreams, path: SocketPath, { socket, outbox }: UserSocket): void {
  for (const key of path.listenKeys) {
    if (!users.isAlive(key)) continue;
    const end = users.subscribe(key, (frame) => {
      const name = typeof frame.e === "string" ? frame.e : "";
      if (path.events !== null && !path.events.has(name)) return;
      const text = wireJson(frame);
      outbox.send(name, path.combined ? wrapped(key, text) : text);
    });
    socket.on("close", end);
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
