// Tries to leave this machine in every way Node has, and to reach it; started as a program it prints what came of it.
import dgram from "node:dgram";
import dns, { lookup } from "node:dns";
import { lookup as lookupPromise, resolve4, Resolver } from "node:dns/promises";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, get } from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ignore = () => undefined;

function withDatagrams(use) {
  const socket = dgram.createSocket("udp4");
  try {
    use(socket);
  } finally {
    socket.close();
  }
}

/** By what the refusal has to name. */
const OUTWARD = [
  ["example.com:443", () => net.connect(443, "example.com")],
  ["example.com:443", () => net.createConnection({ port: 443, host: "example.com" })],
  ["example.com:443", () => tls.connect(443, "example.com")],
  ["example.com:443", () => tls.connect({ port: 443, host: "example.com" })],
  ["example.com:80", () => get("http://example.com/")],
  ["fapi.binance.com:443", () => fetch("https://fapi.binance.com")],
  ["192.0.2.1:80", () => net.connect(80, "192.0.2.1")],
  ["192.0.2.1:80", () => new net.Socket().connect("80", "192.0.2.1")],
  ["192.0.2.1:80", () => new net.Socket().connect({ port: 80, host: "192.0.2.1" })],
  ["192.0.2.1:80", () => fetch("http://192.0.2.1/")],
  ["[2001:db8::1]:80", () => net.connect(80, "2001:db8::1")],
  ["[::ffff:192.0.2.1]:80", () => net.connect(80, "::ffff:192.0.2.1")],
  ["127.0.0.1.example.com:80", () => net.connect(80, "127.0.0.1.example.com")],
  ["localhost.example.com", () => lookup("localhost.example.com", ignore)],
  ["example.com", () => lookupPromise("example.com")],
  ["example.com", () => promisify(lookup)("example.com")],
  ["example.com", () => dns.resolve("example.com", ignore)],
  ["example.com", () => new dns.Resolver().resolveTxt("example.com", ignore)],
  ["example.com", () => resolve4("example.com")],
  ["example.com", () => new Resolver().resolveSrv("example.com")],
  ["192.0.2.1", () => dns.promises.reverse("192.0.2.1")],
  ["192.0.2.1:53", () => withDatagrams((socket) => socket.send("x", 53, "192.0.2.1", ignore))],
  ["192.0.2.1:53", () => withDatagrams((socket) => socket.send("xyz", 0, 2, 53, "192.0.2.1"))],
  ["192.0.2.1:53", () => withDatagrams((socket) => socket.connect(53, "192.0.2.1"))],
];

async function answerOf(server, connect, ...where) {
  server.listen(...where);
  await once(server, "listening");
  try {
    return await connect(server.address());
  } finally {
    server.close();
  }
}

async function textFrom(socket) {
  let text = "";
  for await (const part of socket) text += part.toString();
  return text;
}

const overHttp = (host, ...where) => {
  const server = createServer((_request, response) => response.setHeader("connection", "close").end("here"));
  return answerOf(server, async ({ port }) => (await fetch(`http://${host}:${port}`)).text(), 0, ...where);
};
const overSocket = (connect, ...where) =>
  answerOf(
    net.createServer((socket) => socket.end("here")),
    (address) => textFrom(connect(address)),
    ...where,
  );

async function overUnixSocket(connect) {
  const directory = mkdtempSync(join(tmpdir(), "hedge-reach-"));
  try {
    return await overSocket(connect, join(directory, "socket"));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function overDatagrams(...host) {
  const [server, client] = [dgram.createSocket("udp4"), dgram.createSocket("udp4")];
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  client.send("here", server.address().port, ...host);
  const [bytes] = await once(server, "message");
  for (const socket of [server, client]) socket.close();
  return bytes.toString();
}

const INWARD = {
  "fetch from 127.0.0.1": () => overHttp("127.0.0.1", "127.0.0.1"),
  "fetch from localhost": () => overHttp("localhost", "localhost"),
  "fetch from a server on 0.0.0.0": () => overHttp("127.0.0.1", "0.0.0.0"),
  "connect to no host": () => overSocket(({ port }) => net.connect({ port, host: undefined }), 0),
  "connect to a Unix socket": () => overUnixSocket((path) => net.connect(path)),
  "connect to a Unix socket by options": () => overUnixSocket((path) => net.connect({ path })),
  "datagram to 127.0.0.1": () => overDatagrams("127.0.0.1"),
  "datagram to no host": () => overDatagrams(),
  "promisified lookup of localhost": async () => {
    const { address } = await promisify(lookup)("localhost");
    return net.isIP(address) === 0 ? address : "here";
  },
};

/** Pairs of what a refusal has to name and what was said. */
async function reachOut() {
  const said = [];
  for (const [where, attempt] of OUTWARD) {
    try {
      await attempt();
      said.push([where, "went out"]);
    } catch (error) {
      // fetch names the cause as such.
      said.push([where, (error.cause ?? error).message]);
    }
  }
  return said;
}

async function reachHere() {
  const answers = {};
  for (const [how, attempt] of Object.entries(INWARD)) answers[how] = await attempt();
  return answers;
}

export async function reach() {
  return { out: await reachOut(), here: await reachHere() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(JSON.stringify(await reach()));
