import { inspect } from "node:util";
import type { Delivery, Message } from "rockpool/delivery";
import { expect } from "vitest";
import { secrets } from "./messages.ts";

/** What a message was refused with. attack 88: however the error is looked at, it shows neither text nor code nor address. */
export async function refusal(delivery: Delivery, message: Message): Promise<Error> {
  const error: unknown = await delivery.send(message).then(
    () => new Error("the message was accepted"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("what was thrown is no error");
  const shown = `${inspect(error, { depth: 10, showHidden: true })}${JSON.stringify(error)}${error.stack}${String(error)}`;
  for (const secret of secrets) expect(shown).not.toContain(secret);
  return error;
}
