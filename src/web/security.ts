import type { MiddlewareHandler } from "hono";

/** Nothing but what comes from this page's own server; no frame around it, no form, no other base. */
export const CONTENT_POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:"],
  ...["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"],
].join("; ");

const HEADERS: readonly (readonly [name: string, value: string])[] = [
  ["Content-Security-Policy", CONTENT_POLICY],
  ["X-Content-Type-Options", "nosniff"],
  ["X-Frame-Options", "DENY"],
  ["Referrer-Policy", "no-referrer"],
  ["Cache-Control", "no-store"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Permissions-Policy", "camera=(), geolocation=(), microphone=()"],
];

/** Puts the headers on every answer, also on refusals. */
export const secureHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of HEADERS) context.res.headers.set(name, value);
};

/** What a browser may call this server. Another name is another site that was pointed here (DNS rebinding). */
export function hostsOf(port: number): readonly string[] {
  return [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`];
}

const READING = ["GET", "HEAD"];
const FROM_US = ["same-origin", "none"];

/**
 * Refuses what is not a reading request of our own page: 405 for other methods, 421 for another host, 403 for a request that
 * another site makes.
 */
export function onlyOurPage(hosts: () => readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const { method } = context.req;
    if (!READING.includes(method)) return context.text("reading is all there is\n", 405, { Allow: READING.join(", ") });
    const host = context.req.header("host");
    if (host === undefined || !hosts().includes(host)) return context.text("this is not that host\n", 421);
    const origin = context.req.header("origin");
    const isOurs = origin === undefined || origin === `http://${host}`;
    const site = context.req.header("sec-fetch-site");
    if (!isOurs || (site !== undefined && !FROM_US.includes(site))) return context.text("not from another site\n", 403);
    await next();
    return undefined;
  };
}
