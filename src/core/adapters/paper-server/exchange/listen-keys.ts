import { MINUTE_MS } from "../../../lib/time.js";
import type { UserFrame, UserStreams } from "../seam.js";

/** "User Data Streams", 2026-10: a key lives 60 minutes from its creation or its last renewal. */
const LIFETIME_MS = 60 * MINUTE_MS;

interface ListenKeyOptions {
  /** Market time. */
  readonly nowMs: () => number;
  /** Market seconds per wall second: a client renews by its own clock, so a fast venue's keys live as long by that. */
  readonly speed: number;
  readonly newKey: () => string;
}

/** The account's listen keys and who follows them. */
export interface ListenKeys extends UserStreams {
  /** The key that is alive, renewed, or a new one. */
  open(): string;
  /** Renews the key; null when none is alive. */
  renew(): string | null;
  /** Ends the key at its owner's wish; nobody is told. */
  close(): void;
  /** Ends the key as time does: its followers are told, then nothing more reaches them. */
  expire(): void;
  /** Expires a key whose time is over. */
  tick(): void;
  emit(frame: UserFrame): void;
  /** Keeps frames back until the returned function is called; they keep their order. */
  hold(): () => void;
}

interface LiveKey {
  readonly key: string;
  expiresMs: number;
}

export function createListenKeys({ nowMs, newKey, speed }: ListenKeyOptions): ListenKeys {
  const lifetimeMs = LIFETIME_MS * speed;
  let live: LiveKey | null = null;
  let holders = 0;
  const held: UserFrame[] = [];
  const followers = new Map<string, Set<(frame: UserFrame) => void>>();
  const alive = (): LiveKey | null => (live !== null && live.expiresMs > nowMs() ? live : null);
  const renew = (): string | null => {
    const current = alive();
    if (current !== null) current.expiresMs = nowMs() + lifetimeMs;
    return current?.key ?? null;
  };
  const send = (frame: UserFrame): void => {
    if (live !== null) for (const follow of followers.get(live.key) ?? []) follow(frame);
  };
  const flush = (): void => {
    for (const frame of held.splice(0)) send(frame);
  };
  const expire = (): void => {
    if (live === null) return;
    flush();
    const atMs = nowMs();
    send({ e: "listenKeyExpired", E: atMs, listenKey: live.key });
    followers.delete(live.key);
    live = null;
  };
  const tick = (): void => {
    if (live !== null && alive() === null) expire();
  };
  return {
    open: () => {
      tick();
      const current = renew();
      if (current !== null) return current;
      live = { key: newKey(), expiresMs: nowMs() + lifetimeMs };
      return live.key;
    },
    renew,
    close: () => {
      if (live !== null) followers.delete(live.key);
      live = null;
    },
    expire,
    tick,
    emit: (frame) => {
      if (holders > 0) held.push(frame);
      else send(frame);
    },
    hold: () => {
      holders += 1;
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        holders -= 1;
        if (holders === 0) flush();
      };
    },
    isAlive: (listenKey) => alive()?.key === listenKey,
    subscribe: (listenKey, follow) => {
      const all = followers.get(listenKey) ?? new Set();
      // A second subscription of one function would otherwise end with the first.
      const own = (frame: UserFrame): void => follow(frame);
      if (alive()?.key === listenKey) followers.set(listenKey, all.add(own));
      return () => {
        all.delete(own);
      };
    },
  };
}
