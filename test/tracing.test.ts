import { SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { testPool } from "rockpool/testing";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();
afterAll(() => provider.shutdown());
beforeEach(() => exporter.reset());

const password = "Correct horse 7!";

describe("OpenTelemetry spans", () => {
  it("are named by Cognito's operation, and say which pool and client", async () => {
    const { client, pool, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    await pool.users.get("ada");
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["rockpool.SignUp", "rockpool.ConfirmSignUp", "rockpool.InitiateAuth", "rockpool.AdminGetUser"]),
    );
    const signIn = spans.find(({ name }) => name === "rockpool.InitiateAuth");
    const ids = { "rockpool.user_pool_id": pool.userPoolId, "rockpool.client_id": client.clientId };
    expect(signIn?.attributes).toEqual(ids);
    expect(signIn?.status.code).toBe(SpanStatusCode.UNSET);
  });

  // attack 88: what is written by somebody is in no trace
  it("say of a failure its code, and nothing of what was written", async () => {
    const { client, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    exporter.reset();
    await expect(client.signIn({ username: "ada", password: "wrong" })).rejects.toThrow();
    const [span] = exporter.getFinishedSpans();
    expect(span?.status.code).toBe(SpanStatusCode.ERROR);
    expect(span?.attributes).toMatchObject({ "error.type": "NotAuthorizedException" });
    const said = JSON.stringify([span?.attributes, span?.events, span?.status]);
    for (const secret of ["ada", "wrong", password]) expect(said).not.toContain(secret);
  });

  it("are children of the span that the application is in", async () => {
    const { pool, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    await provider.getTracer("application").startActiveSpan("request", async (request) => {
      await pool.users.get("ada");
      const [span] = exporter.getFinishedSpans().filter(({ name }) => name === "rockpool.AdminGetUser");
      expect(span?.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
      request.end();
    });
  });
});
