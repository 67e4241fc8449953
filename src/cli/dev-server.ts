import { Hono } from "hono";
import { awsHandler } from "../aws/handler.ts";
import { wellKnownHandler } from "../aws/well-known.ts";
import type { Rockpool } from "../rockpool.ts";
import type { RockpoolConfig } from "./config.ts";
import type { DevOutbox } from "./dev-outbox.ts";

/** All that `rockpool dev` answers: the face of AWS, what verifiers of tokens ask for, and the outbox. */
export function devServer(
  rockpool: Rockpool,
  outbox: DevOutbox,
  { openIdConnectProviders }: Pick<RockpoolConfig, "openIdConnectProviders"> = {},
): (request: Request) => Promise<Response> {
  const aws = awsHandler(rockpool, { credentials: "any", allowedOrigins: "*", openIdConnectProviders });
  const wellKnown = wellKnownHandler(rockpool);
  const app = new Hono();
  app.get("/outbox", (context) => context.json(outbox.messages(), 200, { "access-control-allow-origin": "*" }));
  app.get("/:poolId/.well-known/:document", ({ req }) => wellKnown(req.raw));
  app.all("*", ({ req }) => aws(req.raw));
  return async (request) => app.fetch(request);
}
