import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** The port of a server that listens at 127.0.0.1 until the test is finished. */
export async function listening(server: Server): Promise<{ readonly port: number }> {
  if (!server.listening) await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port };
}
