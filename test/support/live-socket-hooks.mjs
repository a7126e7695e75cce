// Makes every connect and every write of the process's own TCP connections a site, as fault-hooks.mjs does for files:
// "connect socket", "send POST /fapi/v1/order", "open private socket", "send on private socket".
// Queries, bodies and keys are no part of the names. After a write the bytes are the kernel's: they reach the venue.
import net from "node:net";

const REQUEST = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/;
/** Name of what goes on being written to a socket, once its first request has said what it is. */
const continued = new WeakMap();
const outgoing = new WeakSet();

function textOf(writev, bytes, encoding) {
  const chunks = writev ? bytes : [{ chunk: bytes, encoding }];
  return Buffer.concat(
    chunks.map(({ chunk, encoding: of }) => (Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, of))),
  );
}

function siteOf(socket, bytes) {
  const head = bytes.toString("latin1", 0, 4_096);
  const [, method, target] = REQUEST.exec(head) ?? [];
  if (method === undefined) return continued.get(socket) ?? "send without a request";
  const { pathname } = new URL(target, "http://venue");
  if (/\r\nupgrade: *websocket/i.test(head)) {
    const route = /^\/(public|market|private)\//.exec(pathname)?.[1] ?? "public";
    continued.set(socket, `send on ${route} socket`);
    return `open ${route} socket`;
  }
  continued.set(socket, `send rest of ${method} ${pathname}`);
  return `send ${method} ${pathname}`;
}

/** due: the fault planned for this call of a site, if any. die: never returns. */
export function hookSockets(due, die) {
  const { connect, _writeGeneric: writeGeneric } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...words) {
    const options = Array.isArray(words[0]) ? words[0][0] : words[0];
    // Sockets with a path stay on this machine and lead to no venue.
    if (options?.path !== undefined && options.path !== null) return connect.apply(this, words);
    outgoing.add(this);
    const fault = due("connect socket");
    if (fault?.when === "before") die();
    const connecting = connect.apply(this, words);
    if (fault?.when === "after") die();
    return connecting;
  };
  net.Socket.prototype._writeGeneric = function (writev, bytes, encoding, done) {
    // What is written while the connection is being made comes here again when it stands.
    if (!outgoing.has(this) || this.connecting) return writeGeneric.call(this, writev, bytes, encoding, done);
    const whole = textOf(writev, bytes, encoding);
    const fault = due(siteOf(this, whole));
    if (fault?.when === "before") die();
    if (fault?.when === "tear") {
      writeGeneric.call(this, false, whole.subarray(0, Math.ceil(whole.length / 2)), "buffer", () => undefined);
      die();
    }
    const written = writeGeneric.call(this, writev, bytes, encoding, done);
    if (fault?.when === "after") die();
    return written;
  };
}
