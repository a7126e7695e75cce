import type { LivePage, Panel } from "../../core/page/live-page.js";
import { paintPanel } from "./blocks.js";
import { fitCharts, forgetCharts } from "./charts.js";

/** Silence that a reader must see. */
const STALE_MS = 10_000;
const TICK_MS = 1_000;

type Head = Omit<LivePage, "panels"> | { readonly failure: string };

/** The newest word of each panel, to paint it again in other colours. */
const newest = new Map<string, Panel>();
let heardMs = performance.now();
let isLive = false;

function put(id: string, text: string): void {
  const place = document.getElementById(id);
  if (place !== null) place.textContent = text;
}

function alarm(isAlarming: boolean): void {
  document.getElementById("badge")?.classList.toggle("bad", isAlarming);
}

function onHead(head: Head): void {
  if ("failure" in head) {
    put("badge", "NO DATA");
    alarm(true);
    put("subtitle", head.failure);
    return;
  }
  put("badge", head.badge);
  alarm(head.alarming);
  put("title", head.title);
  put("subtitle", head.subtitle);
  document.title = `${head.badge} · ${head.title}`;
  const notice = document.getElementById("notice");
  if (notice === null) return;
  notice.textContent = head.notice ?? "";
  notice.hidden = head.notice === null;
}

function onPanel(panel: Panel): void {
  newest.set(panel.id, panel);
  const panels = document.getElementById("panels");
  if (panels === null) return;
  paintPanel(panels, panel);
  fitCharts();
}

/** Its age is the page's own: it grows while nothing arrives. */
function tellAge(): void {
  const ageMs = performance.now() - heardMs;
  const isStale = ageMs > STALE_MS || !isLive;
  const seconds = `${String(Math.round(ageMs / 1_000))} s`;
  put("freshness", isStale ? `NO DATA for ${seconds}` : `live, ${seconds} old`);
  document.getElementById("freshness")?.classList.toggle("stale", isStale);
  document.body.classList.toggle("stale-page", isStale);
}

function heard(): void {
  heardMs = performance.now();
  isLive = true;
  tellAge();
}

function listen(): void {
  const events = new EventSource("/events");
  const on = (name: string, take: (text: string) => void): void => {
    events.addEventListener(name, (event: MessageEvent<string>) => {
      take(event.data);
      heard();
    });
  };
  on("head", (text) => {
    onHead(JSON.parse(text) as Head);
  });
  on("panel", (text) => {
    onPanel(JSON.parse(text) as Panel);
  });
  on("fresh", () => undefined);
  events.addEventListener("error", () => {
    isLive = false;
    tellAge();
    // The server was started anew: its session is another one.
    if (events.readyState === EventSource.CLOSED)
      put("subtitle", "This session is over: open the address that hedge dashboard prints now.");
  });
}

window.addEventListener("resize", fitCharts);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  forgetCharts();
  for (const panel of newest.values()) onPanel(panel);
});
setInterval(tellAge, TICK_MS);
listen();
