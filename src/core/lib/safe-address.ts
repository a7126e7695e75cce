/** This machine, as URLs write it. */
export const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** An address that keys and figures may travel to: https, or plain http on this machine; no name or password in it. */
export function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isPlainHere = protocol === "http:" && LOOPBACK.has(hostname);
  return username === "" && password === "" && (protocol === "https:" || isPlainHere);
}
