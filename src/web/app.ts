import { type Context, Hono } from "hono";
import type { Asset, DashboardSource, View } from "./dashboard-source.js";
import type { EventStreams } from "./event-stream.js";
import { onlyOurPage, secureHeaders } from "./security.js";
import type { Sessions } from "./sessions.js";
import { pageShell, signInShell } from "./shell.js";
import { WEB_STYLE } from "./style.js";

interface DashboardAppOptions {
  readonly source: DashboardSource;
  readonly sessions: Sessions;
  readonly streams: EventStreams;
  readonly assets: ReadonlyMap<string, Asset>;
  /** Known once the port is. */
  readonly hosts: () => readonly string[];
  /** Told when a page has opened its stream. */
  readonly onOpened: (view: View) => void;
}

const TOKEN_HEADER = "x-hedge-token";
const STYLE_SHEET: Asset = { type: "text/css; charset=utf-8", body: WEB_STYLE };

/** Cookies do not know ports: two dashboards of one machine must not share one. */
function cookieName(context: Context): string {
  return `hedge_${context.req.header("host")?.split(":")[1] ?? ""}`;
}

function sessionOf(context: Context): string | undefined {
  const wanted = `${cookieName(context)}=`;
  const pairs = (context.req.header("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(wanted))?.slice(wanted.length);
}

/** All that the server answers: five addresses, to read. */
export function dashboardApp({ source, sessions, streams, assets, hosts, onOpened }: DashboardAppOptions): Hono {
  const app = new Hono();
  const viewOf = (context: Context): View | null => sessions.viewOf(sessionOf(context));
  app.use(secureHeaders);
  app.use(onlyOurPage(hosts));

  app.get("/", async (context) => {
    const view = viewOf(context);
    if (view === null) return context.html(signInShell());
    return context.html(pageShell(view, await source.look(view)));
  });

  app.get("/session", (context) => {
    const exchanged = sessions.exchange(context.req.header(TOKEN_HEADER) ?? "");
    if (exchanged === null) return context.text("no such token\n", 401);
    const cookie = `${cookieName(context)}=${exchanged.session}; HttpOnly; SameSite=Strict; Path=/`;
    return context.json({ view: exchanged.view }, 200, { "Set-Cookie": cookie });
  });

  app.get("/events", (context) => {
    const view = viewOf(context);
    if (view === null) return context.text("no session\n", 401);
    const stream = context.req.method === "HEAD" ? null : streams.open(view);
    if (stream === null) return context.text("too many pages are open\n", 503, { "Retry-After": "10" });
    onOpened(view);
    return context.body(stream, 200, { "Content-Type": "text/event-stream" });
  });

  app.get("/assets/:name", (context) => {
    const name = context.req.param("name");
    const asset = name === "style.css" ? STYLE_SHEET : assets.get(name);
    if (asset === undefined) return context.text("no such file\n", 404);
    const body = typeof asset.body === "string" ? asset.body : new Uint8Array(asset.body);
    return context.body(body, 200, { "Content-Type": asset.type });
  });

  app.notFound((context) => context.text("there is nothing here\n", viewOf(context) === null ? 401 : 404));
  return app;
}
