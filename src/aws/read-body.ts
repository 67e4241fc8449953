import { AwsFailure } from "./failure.ts";

/** As Cognito's gateway: an attribute has at most 2,048 characters, a page of CSS 131,072. */
const MAX_BYTES = 1_048_576;
/** Deeper than any model. */
const MAX_DEPTH = 32;

/** Twice what servers commonly take. */
const MAX_HEADER_CHARACTERS = 32_768;

/** @throws {AwsFailure} */
export function refuseLongHeaders({ headers }: Request): void {
  let size = 0;
  for (const [name, value] of headers) size += name.length + value.length;
  if (size > MAX_HEADER_CHARACTERS) throw new AwsFailure("RequestEntityTooLargeException", "The headers are too long.", 431);
}

export interface Body {
  readonly bytes: Uint8Array;
  /** @throws {AwsFailure} */
  json(): unknown;
}

/** @throws {AwsFailure} */
export async function readBody(request: Request): Promise<Body> {
  if (request.body?.locked) throw new Error("the body of the request is being read by somebody else");
  const bytes = await bytesOf(request, MAX_BYTES).catch(() => {
    throw new AwsFailure("SerializationException", "The request breaks off.");
  });
  if (bytes === undefined) throw new AwsFailure("RequestEntityTooLargeException", "The request is too long.", 413);
  return { bytes, json: () => parsed(bytes) };
}

/** Reads a body, and stops where it is too long, whatever its header says: `undefined`. */
export async function bytesOf({ body }: Request | Response, max: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    size += read.value.length;
    if (size > max) {
      // Not waited for: where the request was cloned, it ends only when the clone has been read.
      void reader?.cancel().catch(() => {});
      return undefined;
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

function parsed(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const json: unknown = JSON.parse(text);
    if (depthOf(json) > MAX_DEPTH) throw new Error("too deep");
    return json;
  } catch {
    throw new AwsFailure("SerializationException", "The request is no JSON that could be read.");
  }
}

function depthOf(value: unknown): number {
  let depth = 0;
  let level: readonly unknown[] = [value];
  while (level.length > 0 && depth <= MAX_DEPTH) {
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
    depth += 1;
  }
  return depth;
}
