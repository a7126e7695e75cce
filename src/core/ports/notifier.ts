import type { NoticeSeverity } from "../domain/severity.js";
import type { Result } from "../lib/result.js";

export const CHANNELS = ["telegram", "slack", "webhook"] as const;
export type Channel = (typeof CHANNELS)[number];

/** Something a person should know. */
export interface Notice {
  /** The same for the same thing, however often it is sent. */
  readonly key: string;
  readonly kind: "alarm" | "resolved" | "event" | "summary";
  readonly severity: NoticeSeverity;
  /** One line. */
  readonly title: string;
  readonly text: string;
  /** Wall time. */
  readonly atMs: number;
}

export type Delivery =
  | { readonly kind: "delivered" }
  /** Not now; `retryAfterMs` where the other side said when. */
  | { readonly kind: "later"; readonly retryAfterMs: number | null; readonly reason: string }
  /** This message never. */
  | { readonly kind: "refused"; readonly reason: string };

/** One way to tell people. No reason it gives has a secret in it. */
export interface Notifier {
  readonly channel: Channel;
  send(notice: Notice): Promise<Delivery>;
  /** Whether messages would come through, in words, without one. */
  ping(): Promise<Result<string, string>>;
}
