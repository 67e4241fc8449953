import { invalidParameter } from "../codecs/schema.ts";
import { isRockpoolError, RockpoolError } from "../errors.ts";
import { isEmailAddress, isPhoneNumber } from "./address.ts";
import type { Message } from "./delivery.ts";

/** How long a service may take to accept a message, in ms, unless told. */
const DEFAULT_TIMEOUT_MS = 10_000;

/** @throws `InvalidParameterException` */
export function checkTimeout(timeoutMs: number = DEFAULT_TIMEOUT_MS): number {
  if (Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= 600_000) return timeoutMs;
  throw invalidParameter(["timeoutMs"], "Member must be 1 to 600000");
}

/** Why a message was not sent. It quotes nothing of it: neither the text, nor the code, nor the address. */
function notSent(reason: string): RockpoolError {
  return new RockpoolError("CodeDeliveryFailureException", reason);
}

/**
 * Checks that a message is for this sender, and for one person.
 *
 * @throws `CodeDeliveryFailureException`
 */
export function checkRecipient(service: string, medium: Message["medium"], message: Message): void {
  if (message.medium !== medium) {
    const [takes, given] = medium === "EMAIL" ? ["e-mail", "an SMS"] : ["SMS", "an e-mail"];
    throw notSent(`${service} takes ${takes} only, and was given ${given}: deliveryByMedium({ email, sms }) has one for each.`);
  }
  const isOne = medium === "EMAIL" ? isEmailAddress : isPhoneNumber;
  if (!isOne(message.destination))
    throw notSent(`${service} was not asked: what the message is addressed to is not one address.`);
}

/** A subject is one line, so that it ends no header. */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}

/** One service, as {@link send} needs it. */
export interface Service {
  readonly name: string;
  readonly timeoutMs: number;
  /** What may be said of the service's own error, which is seen by nobody: it may quote the message. */
  readonly reasonOf: (error: unknown) => string;
}

/**
 * Gives a message to a service, once, for as long as it may take.
 *
 * @param work Stops when its signal does; nobody waits for it any more.
 * @throws `CodeDeliveryFailureException`
 */
export async function send(service: Service, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const { name, timeoutMs, reasonOf } = service;
  const late = (): RockpoolError => notSent(`${name} did not accept the message in ${timeoutMs} ms.`);
  try {
    await timeLimited(timeoutMs, late, work);
  } catch (error) {
    throw isRockpoolError(error) ? error : notSent(`${name} did not accept the message: ${reasonOf(error)}.`);
  }
}

/** Waits for work no longer than this. @param work Stops when its signal does. @throws what `late` makes, and what the work throws */
export async function timeLimited<T>(
  timeoutMs: number,
  late: () => RockpoolError,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late());
      stop.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(stop.signal), isLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** A member of an error that says what kind it is, where it has the form of such a word. */
export function wordOf(error: unknown, member: string, form: RegExp): string | undefined {
  const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, member) : undefined;
  return typeof value === "string" && form.test(value) ? value : undefined;
}
