import type { StreamTopic } from "./stream-topic.js";

/** Takes the frames of one stream on behalf of one socket. */
export type FrameTaker = (stream: string, text: string) => void;

interface Subject {
  readonly topic: StreamTopic;
  readonly takers: Set<FrameTaker>;
}

/** Who wants which stream. Only what somebody wants is ever put together. */
export class StreamHub {
  readonly #subjects = new Map<string, Subject>();

  subscribe(topic: StreamTopic, taker: FrameTaker): void {
    const subject = this.#subjects.get(topic.stream) ?? { topic, takers: new Set() };
    subject.takers.add(taker);
    this.#subjects.set(topic.stream, subject);
  }

  unsubscribe(stream: string, taker: FrameTaker): void {
    const subject = this.#subjects.get(stream);
    subject?.takers.delete(taker);
    if (subject?.takers.size === 0) this.#subjects.delete(stream);
  }

  topics(): readonly StreamTopic[] {
    return [...this.#subjects.values()].map(({ topic }) => topic);
  }

  publish(stream: string, text: string): void {
    const subject = this.#subjects.get(stream);
    if (subject === undefined) return;
    for (const taker of [...subject.takers]) taker(stream, text);
  }
}
