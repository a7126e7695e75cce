import { type Check, pass, skip, warn } from "./check.js";
import type { Reading } from "./reading.js";

/** What a channel answered when it was asked without a message. */
export interface ChannelFacts {
  readonly channel: string;
  readonly answer: Reading<string>;
}

const ID = "notify.channels";

/**
 * Whether people would be told of alarms. A channel that is down is a warning, never a failure: who trades must not stop
 * trading because a chat service is away.
 *
 * channels: null where the configuration can't be read.
 */
export function checkChannels(channels: readonly ChannelFacts[] | null): readonly Check[] {
  if (channels === null) return [skip(ID, "the configuration can't be read")];
  if (channels.length === 0) return [skip(ID, "nobody is told of alarms (`runtime.notify`)")];
  return channels.map(({ channel, answer }) => {
    const id = `notify.${channel}`;
    if (answer.ok) return pass(id, answer.value);
    return warn(id, answer.error, "see docs/OPERATIONS.md, Notifications; what waits is in notify/outbox.json");
  });
}
