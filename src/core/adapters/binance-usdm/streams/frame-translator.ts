import { sha256Hex } from "../../../lib/hash.js";
import { AlgoLinks } from "./algo-links.js";
import { parseAccountConfig, parseAccountUpdate } from "./parse-account-update.js";
import { parseAlgoUpdate } from "./parse-algo-update.js";
import { type AccountNames, parseOrderUpdate } from "./parse-order-update.js";
import { RecentMap } from "../../ccxt/recent-map.js";
import type { UserFact } from "./user-facts.js";
import { decodeUserFrame, type UserFrame } from "./user-frames.js";

/** Two sockets overlap for seconds; a burst of trades in that time is far below this. */
const REMEMBERED_FRAMES = 4_096;

export type Translation =
  | { readonly kind: "facts"; readonly atMs: number; readonly facts: readonly UserFact[] }
  | { readonly kind: "nothing" }
  | { readonly kind: "key_expired" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Private frames of one account as facts, each frame once. It lives as long as the account's stream, over all sockets. */
export class FrameTranslator {
  readonly links = new AlgoLinks();
  readonly #seen = new RecentMap<true>(REMEMBERED_FRAMES);
  readonly #trades = new RecentMap<true>(REMEMBERED_FRAMES);

  constructor(readonly names: AccountNames) {}

  translate(text: string): Translation {
    const decoded = decodeUserFrame(text);
    if (decoded.kind === "ignored") return { kind: "nothing" };
    if (decoded.kind === "unreadable") return decoded;
    const { frame, identity } = decoded;
    if (frame.e === "listenKeyExpired") return { kind: "key_expired" };
    const isNew = this.#seen.add(sha256Hex(identity), true) && this.#isNewTrade(frame);
    return { kind: "facts", atMs: frame.E, facts: isNew ? this.#factsOf(frame) : [] };
  }

  /** A trade is one trade even where two frames of it differ in something else. */
  #isNewTrade(frame: UserFrame): boolean {
    if (frame.e !== "ORDER_TRADE_UPDATE" || frame.o.t === "0") return true;
    if (frame.o.x !== "TRADE" && frame.o.x !== "CALCULATED") return true;
    return this.#trades.add(`${frame.o.s}:${frame.o.t}`, true);
  }

  #factsOf(frame: Exclude<UserFrame, { e: "listenKeyExpired" }>): readonly UserFact[] {
    switch (frame.e) {
      case "ORDER_TRADE_UPDATE":
        return parseOrderUpdate(frame, this.names, this.links);
      case "ALGO_UPDATE":
        return parseAlgoUpdate(frame, this.links);
      case "ACCOUNT_UPDATE":
        return parseAccountUpdate(frame, this.names.account);
      case "ACCOUNT_CONFIG_UPDATE":
        return parseAccountConfig(frame, this.names.account);
      case "MARGIN_CALL": {
        const symbols = (frame.p ?? []).map(({ s }) => s);
        return [{ kind: "margin_call", marginCall: { symbols, atMs: frame.E } }];
      }
    }
  }
}
