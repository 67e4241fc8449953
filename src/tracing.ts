/** Runs an operation inside a span. `ids`: which pool and client it is about; never anything that was written by somebody. */
export type Trace = <T>(operation: string, ids: Readonly<Record<string, string>>, work: () => Promise<T>) => Promise<T>;

const untraced: Trace = (_, __, work) => work();

/**
 * Spans by OpenTelemetry, where its API package is installed; else none, at no cost. A span is named by Cognito's operation
 * (`rockpool.InitiateAuth`), and says of a failure its code only: a message may hold a name.
 */
export async function openTracing(): Promise<Trace> {
  const api = await import("@opentelemetry/api").catch(() => undefined);
  if (api === undefined) return untraced;
  const { SpanStatusCode, trace } = api;
  return (operation, ids, work) => {
    // Asked each time: who sets up a provider may do so later than we open.
    const tracer = trace.getTracer("rockpool");
    return tracer.startActiveSpan(`rockpool.${operation}`, { attributes: ids }, async (span) => {
      try {
        return await work();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute("error.type", error instanceof Error ? error.name : "unknown");
        throw error;
      } finally {
        span.end();
      }
    });
  };
}
