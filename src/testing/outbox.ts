import type { Delivery, Message } from "../delivery/delivery.ts";

/** A delivery that keeps every message, so that a test reads the code a person would have received. */
export interface Outbox extends Delivery {
  /** All messages, the oldest first. */
  readonly messages: readonly Message[];
  /**
   * The code of the newest message.
   *
   * @param destination Only messages to this address count.
   * @throws an `Error` when there is none: a test that reads a code that was not sent is wrong.
   */
  lastCode(destination?: string): string;
}

export function outbox(): Outbox {
  const messages: Message[] = [];
  return {
    messages,
    async send(message) {
      messages.push(message);
    },
    lastCode(destination) {
      const last = messages.findLast((message) => destination === undefined || message.destination === destination);
      if (last === undefined) throw new Error(`no message was sent${destination === undefined ? "" : ` to ${destination}`}`);
      return last.code;
    },
  };
}
