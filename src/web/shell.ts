import { escaped } from "../core/page/escaped.js";
import { panelHtml } from "../core/page/live-page.js";
import type { Look, View } from "./dashboard-source.js";

const SCRIPTS: Readonly<Record<"page" | "sign-in", readonly string[]>> = {
  page: ['<script src="/assets/uplot.js" defer></script>', '<script src="/assets/page.js" type="module"></script>'],
  "sign-in": ['<script src="/assets/sign-in.js" type="module"></script>'],
};

function shell(title: string, scripts: readonly string[], body: readonly string[]): string {
  return `${[
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(title)}</title>`,
    '<link rel="icon" href="data:,">',
    '<link rel="stylesheet" href="/assets/uplot.css">',
    '<link rel="stylesheet" href="/assets/style.css">',
    ...scripts,
    "</head>",
    "<body>",
    ...body,
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}

/** The page of a view, whole without its script: drawings, tables and all. */
export function pageShell(view: View, look: Look): string {
  const { title, badge, alarming, subtitle, notice, panels } = look.ok
    ? look.value
    : {
        title: "Nothing to show",
        badge: "NO DATA",
        alarming: true,
        subtitle: look.error.message,
        notice: null,
        panels: [],
      };
  return shell(`hedge: ${title}`, SCRIPTS.page, [
    `<main data-view="${view}">`,
    "<header>",
    `<p class="badge${alarming ? " bad" : ""}" id="badge">${escaped(badge)}</p>`,
    `<h1 id="title">${escaped(title)}</h1>`,
    `<p class="subtitle" id="subtitle">${escaped(subtitle)}</p>`,
    '<p class="freshness" id="freshness" role="status">as the page was loaded</p>',
    "</header>",
    `<p class="notice" id="notice"${notice === null ? " hidden" : ""}>${escaped(notice ?? "")}</p>`,
    `<div class="panels" id="panels">${panels.map(panelHtml).join("\n")}</div>`,
    "</main>",
  ]);
}

/** Where a browser without a session comes: its script exchanges the token of the address. */
export function signInShell(): string {
  return shell("hedge", SCRIPTS["sign-in"], [
    "<main>",
    "<h1>hedge</h1>",
    '<p id="words">This page opens with the address that <code>hedge dashboard</code> prints: it carries a token behind the #, good for one browser.</p>',
    "<noscript><p>The exchange of the token needs JavaScript. <code>hedge report</code> writes a page that needs none.</p></noscript>",
    "</main>",
  ]);
}
