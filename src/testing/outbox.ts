import { clearTimeout, setTimeout } from "node:timers";
import type { Delivery, Message } from "../delivery/delivery.ts";

export interface WaitForOptions {
  /** Only messages that came later than this one; `undefined`: all of them. */
  readonly after?: Message | undefined;
  /** Of real time: neither a manual clock nor the fake timers of a test runner move it. @default 1000 */
  readonly timeoutMs?: number | undefined;
}

/** A delivery that keeps every message, so that a test reads the code a person would have received. */
export interface Outbox extends Delivery {
  /** All messages, the oldest first. */
  readonly messages: readonly Message[];
  /**
   * The code of the newest message. It and those before it are then read.
   *
   * @param to Only messages to this user name, or to this address, count.
   * @throws an `Error` when there is none: a test that reads a code that was not sent is wrong.
   */
  lastCode(to?: string): string;
  /**
   * Takes the oldest message that nobody has read, or waits for the next: for what is sent after the call that causes it has
   * resolved. Each message is given once, however many wait, and none is passed over: those who wait longest are served first.
   *
   * @param to Only messages to this user name, or to this address, count.
   * @throws an `Error` that says for whom was waited, when none comes in time.
   */
  waitFor(to?: string, options?: WaitForOptions): Promise<Message>;
}

interface Waiting {
  wants(message: Message): boolean;
  take(message: Message): void;
}

export function outbox(): Outbox {
  const messages: Message[] = [];
  const unread = new Set<Message>();
  let waiting: readonly Waiting[] = [];

  return {
    messages,
    async send(message) {
      messages.push(message);
      const first = waiting.find(({ wants }) => wants(message));
      if (first === undefined) unread.add(message);
      else first.take(message);
    },
    lastCode(to) {
      const all = messages.filter((message) => isTo(message, to));
      for (const message of all) unread.delete(message);
      const last = all.at(-1);
      if (last === undefined) throw new Error(`no message was sent${toWhom(to)}`);
      return last.code;
    },
    async waitFor(to, { after, timeoutMs = 1000 } = {}) {
      const from = after === undefined ? 0 : messages.indexOf(after) + 1;
      const next = messages.slice(from).find((message) => unread.has(message) && isTo(message, to));
      if (next !== undefined) {
        unread.delete(next);
        return next;
      }
      // What comes from now on came later than whatever was named.
      const came = new Promise<Message | undefined>((resolve) => {
        const leave = (message?: Message): void => {
          clearTimeout(timer);
          waiting = waiting.filter((one) => one !== me);
          resolve(message);
        };
        const timer = setTimeout(leave, timeoutMs);
        const me: Waiting = { wants: (message) => isTo(message, to), take: leave };
        waiting = [...waiting, me];
      });
      const message = await came;
      if (message === undefined) throw new Error(`no message was sent${toWhom(to)} within ${timeoutMs} ms`);
      return message;
    },
  };
}

function isTo({ username, destination }: Message, to: string | undefined): boolean {
  return to === undefined || username === to || destination === to;
}

function toWhom(to: string | undefined): string {
  return to === undefined ? "" : ` to ${to}`;
}
