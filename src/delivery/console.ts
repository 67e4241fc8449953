import type { Delivery } from "./delivery.ts";

export interface ConsoleDeliveryOptions {
  /** @default console.log */
  readonly write?: ((line: string) => void) | undefined;
}

/** Prints every message, code included, to the console. For a developer's machine: whoever reads the log can sign in. */
export function consoleDelivery({ write = console.log }: ConsoleDeliveryOptions = {}): Delivery {
  return {
    async send({ medium, destination, subject, body }) {
      write(`[${medium} to ${destination}] ${subject}: ${body.trim()}`);
    },
  };
}
