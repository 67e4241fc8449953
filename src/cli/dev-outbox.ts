import { consoleDelivery } from "../delivery/console.ts";
import type { Delivery, Message } from "../delivery/delivery.ts";

/** As many as anybody reads; a process that runs for weeks does not grow by them. */
const KEPT = 1_000;

export interface SentMessage extends Pick<Message, "username" | "destination" | "medium" | "code" | "subject" | "body"> {
  /** RFC 3339. */
  readonly sentAt: string;
}

export interface DevOutbox extends Delivery {
  /** The newest, the oldest of them first. */
  messages(): readonly SentMessage[];
}

/** Sends nothing: prints what would have been sent, and keeps it. */
export function devOutbox(write: (line: string) => void): DevOutbox {
  const printed = consoleDelivery({ write });
  const kept: SentMessage[] = [];
  return {
    messages: () => kept,
    async send(message) {
      const { username, destination, medium, code, subject, body } = message;
      kept.push({ username, destination, medium, code, subject, body, sentAt: new Date().toISOString() });
      if (kept.length > KEPT) kept.shift();
      await printed.send(message);
    },
  };
}
