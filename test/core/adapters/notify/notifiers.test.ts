import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { slackNotifier } from "../../../../src/core/adapters/notify/slack.js";
import { telegramNotifier } from "../../../../src/core/adapters/notify/telegram.js";
import { webhookNotifier } from "../../../../src/core/adapters/notify/webhook.js";
import type { Notice, Notifier } from "../../../../src/core/ports/notifier.js";
import { NotifyServer, type Reply } from "../../../support/notify-server.js";

const CANARY = "123456:canary-AAH9";
const NOTICE: Notice = {
  ...{ key: "alarm:nav_stale:7", kind: "alarm", severity: "critical", atMs: Date.UTC(2026, 10, 23) },
  ...{ title: "CRITICAL nav_stale", text: "NAV <old> & stale" },
};

let server: NotifyServer;
let telegram: Notifier;
let slack: Notifier;
let webhook: Notifier;

beforeAll(async () => {
  server = await NotifyServer.open();
  telegram = telegramNotifier({ api: server.url, chatId: "-100", token: new Secret(CANARY) });
  slack = slackNotifier(new Secret(`${server.url}/services/${CANARY}`));
  const token = new Secret(CANARY);
  webhook = webhookNotifier({ url: new Secret(`${server.url}/hook`), token, mode: "testnet" });
});

beforeEach(() => {
  server.heard.length = 0;
});

afterAll(() => server.close());

function answers(reply: Reply | "drop"): void {
  server.reply = () => reply;
}

/** As the Bot API answers an error. */
function telegramError(code: number, description: string, parameters: object = {}): Reply {
  return { status: code, body: JSON.stringify({ ok: false, error_code: code, description, parameters }) };
}

describe("what is sent", () => {
  it("to Telegram is plain text for the chat, loud only when it matters", async () => {
    answers({ status: 200, body: '{"ok":true}' });
    expect(await telegram.send(NOTICE)).toEqual({ kind: "delivered" });
    await telegram.send({ ...NOTICE, severity: "info" });
    const [loud, quiet] = server.heard;
    expect(loud?.path).toBe(`/bot${CANARY}/sendMessage`);
    expect(loud?.body).toMatchObject({
      ...{ chat_id: "-100", text: "CRITICAL nav_stale\nNAV <old> & stale", disable_notification: false },
    });
    expect(quiet?.body).toMatchObject({ disable_notification: true });
  });

  it("to Telegram has at most 4096 characters", async () => {
    answers({ status: 200, body: '{"ok":true}' });
    await telegram.send({ ...NOTICE, text: "x".repeat(10_000) });
    expect((server.heard[0]?.body as { text: string }).text).toHaveLength(4_096);
  });

  it("to Slack has its control characters escaped", async () => {
    answers({ status: 200, body: "ok" });
    expect(await slack.send(NOTICE)).toEqual({ kind: "delivered" });
    expect(server.heard[0]?.body).toEqual({ text: "CRITICAL nav_stale\nNAV &lt;old&gt; &amp; stale" });
  });

  it("to a webhook is a document with a key that stays, and the bearer token", async () => {
    answers({ status: 204 });
    expect(await webhook.send(NOTICE)).toEqual({ kind: "delivered" });
    expect(server.heard[0]).toMatchObject({
      headers: { authorization: `Bearer ${CANARY}`, "idempotency-key": NOTICE.key },
      body: { schema: "hedge.notification/1", mode: "testnet", key: NOTICE.key, at: "2026-11-23T00:00:00Z" },
    });
  });
});

describe("an answer that is no success", () => {
  it.each([
    ["telegram", telegramError(429, "Too Many Requests: retry after 34", { retry_after: 34 }), 34_000],
    ["slack", { status: 429, body: "rate_limited", headers: { "retry-after": "30" } }, 30_000],
    ["webhook", { status: 503, headers: { "retry-after": "7" } }, 7_000],
    ["telegram", telegramError(500, "Internal Server Error"), null],
    ["slack", { status: 500, body: "rollup_error" }, null],
    // Somebody can mend these: the message waits.
    ["telegram", telegramError(401, "Unauthorized"), null],
    ["telegram", telegramError(400, "Bad Request: chat not found"), null],
    ["telegram", telegramError(403, "Forbidden: bot was kicked from the group chat"), null],
    ["slack", { status: 404, body: "no_service" }, null],
    ["slack", { status: 410, body: "channel_is_archived" }, null],
    ["webhook", { status: 301, headers: { location: "http://127.0.0.1:1/" } }, null],
  ] as const)("of %s, %o, is tried again", async (channel, reply, retryAfterMs) => {
    answers(reply);
    const delivery = await { telegram, slack, webhook }[channel].send(NOTICE);
    expect(delivery).toMatchObject({ kind: "later", retryAfterMs });
    expect(server.heard).toHaveLength(1);
  });

  it.each([
    ["telegram", telegramError(400, "Bad Request: message text is empty")],
    ["slack", { status: 400, body: "invalid_payload" }],
    ["webhook", { status: 422, body: "no" }],
  ] as const)("of %s, %o, ends that message", async (channel, reply) => {
    answers(reply);
    expect(await { telegram, slack, webhook }[channel].send(NOTICE)).toMatchObject({ kind: "refused" });
  });

  it("is a line that was cut: tried again, without the address", async () => {
    answers("drop");
    expect(await slack.send(NOTICE)).toMatchObject({ kind: "later", retryAfterMs: null });
  });

  it("is nobody there: tried again, named by the system's code", async () => {
    const closed = await NotifyServer.open();
    await closed.close();
    const gone = slackNotifier(new Secret(`${closed.url}/services/x`));
    expect(await gone.send(NOTICE)).toEqual({
      kind: "later",
      retryAfterMs: null,
      reason: expect.stringContaining("no connection") as string,
    });
  });

  it("shows no token and no address, though the server repeats them, and no control characters", async () => {
    const all = [telegram, slack, webhook];
    answers({ status: 500, body: `bad token ${CANARY} at ${server.url}/services/${CANARY}\u001b[31m` });
    const texts = JSON.stringify(await Promise.all(all.flatMap((each) => [each.send(NOTICE), each.ping()])));
    expect(texts).toContain("[redacted]");
    expect(texts).not.toContain(CANARY);
    expect(texts).not.toContain("\\u001b");
  });
});

describe("a dry check", () => {
  it("asks Telegram for the chat, and sends nothing", async () => {
    answers({ status: 200, body: '{"ok":true,"result":{"id":-100}}' });
    expect(await telegram.ping()).toEqual({ ok: true, value: "the bot may see the chat -100" });
    expect(server.heard.map(({ path }) => path)).toEqual([`/bot${CANARY}/getChat?chat_id=-100`]);
    answers(telegramError(404, "Not Found"));
    expect(await telegram.ping()).toEqual({ ok: false, error: "404 Not Found" });
  });

  it("sends Slack a message without text, which it turns back", async () => {
    answers({ status: 400, body: "no_text" });
    expect(await slack.ping()).toMatchObject({ ok: true });
    answers({ status: 404, body: "no_service" });
    expect(await slack.ping()).toEqual({ ok: false, error: "404 no_service" });
  });

  it("asks a webhook's server for its head", async () => {
    answers({ status: 405 });
    expect(await webhook.ping()).toEqual({ ok: true, value: "the server answers (405 to HEAD)" });
    answers({ status: 401 });
    expect(await webhook.ping()).toEqual({ ok: false, error: "401 to HEAD" });
  });
});
