import type { EventBody } from "./event.js";

/** Lines from which on another configuration holds. */
export type ConfiguringEvent = Extract<
  EventBody,
  { readonly type: "session.started" | "session.configured" | "config.reloaded" }
>;

export function isConfiguring<E extends EventBody>(event: E): event is E & ConfiguringEvent {
  const { type } = event;
  return type === "session.started" || type === "session.configured" || type === "config.reloaded";
}
