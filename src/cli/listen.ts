import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Fetch = (request: Request) => Promise<Response>;

interface NodeServer {
  getRequestListener(fetch: Fetch): RequestListener;
}

/** By a variable: the types of the package lead to those of WebSockets in browsers, which are not ours. */
const packageName: string = "@hono/node-server";

/** Serves what answers a `Request`. @returns The server, and the port it listens on. */
export async function listen(
  fetch: Fetch,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<{ readonly server: Server; readonly port: number }> {
  const { getRequestListener } = (await import(packageName)) as NodeServer;
  const server = createServer(getRequestListener(fetch));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** Ends a server: what is being answered is answered first. */
export function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
