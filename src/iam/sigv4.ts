import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A request as its signature is made of it (AWS Signature Version 4). */
export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A key that requests are signed with. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Must come along, where there is one. */
  readonly sessionToken?: string | undefined;
}

/** What a request says of its signature. */
export interface Signature {
  readonly accessKeyId: string;
  /** `20261128`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** In lower case, in the order of the request. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20261128T121530Z`. */
  readonly timestamp: string;
  readonly sessionToken: string | null;
  readonly isPresigned: boolean;
  /** In seconds; of presigned requests only. */
  readonly expiresIn: number | null;
}

export type SignatureFault = "malformed" | "unknownKey" | "expired" | "mismatch";

const ALGORITHM = "AWS4-HMAC-SHA256";
/** How far apart clocks may be. */
const MAX_SKEW_MS = 5 * 60_000;
/** In lower case: who asks for a header by another name is refused by `Headers` itself. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]{1,128}$/;
/** A presigned request is good for a week at most. */
const MAX_EXPIRES = 604_800;

/** What is written of a signature, in the header or in the query; `null`: the request is not signed; `undefined`: it is malformed. */
export function signatureOf({ headers, url }: SignedRequest): Signature | null | undefined {
  const header = headers.get("authorization");
  if (header !== null) return fromHeader(header, headers);
  return url.searchParams.has("X-Amz-Signature") ? fromQuery(url.searchParams) : null;
}

function fromHeader(header: string, headers: Headers): Signature | undefined {
  const [, rest] = new RegExp(`^${ALGORITHM}\\s+(.*)$`, "s").exec(header.trim()) ?? [];
  if (rest === undefined) return undefined;
  const parts = new Map(rest.split(/\s*,\s*/).map((part) => part.split(/=(.*)/s, 2) as [string, string]));
  return parsed({
    credential: parts.get("Credential"),
    signedHeaders: parts.get("SignedHeaders"),
    signature: parts.get("Signature"),
    timestamp: headers.get("x-amz-date") ?? undefined,
    sessionToken: headers.get("x-amz-security-token"),
    isPresigned: false,
    expiresIn: null,
  });
}

function fromQuery(query: URLSearchParams): Signature | undefined {
  const expiresIn = Number(query.get("X-Amz-Expires"));
  const isDuration = Number.isInteger(expiresIn) && expiresIn >= 1 && expiresIn <= MAX_EXPIRES;
  if (query.get("X-Amz-Algorithm") !== ALGORITHM || !isDuration) return undefined;
  return parsed({
    credential: query.get("X-Amz-Credential") ?? undefined,
    signedHeaders: query.get("X-Amz-SignedHeaders") ?? undefined,
    signature: query.get("X-Amz-Signature") ?? undefined,
    timestamp: query.get("X-Amz-Date") ?? undefined,
    sessionToken: query.get("X-Amz-Security-Token"),
    isPresigned: true,
    expiresIn,
  });
}

interface Written extends Pick<Signature, "sessionToken" | "isPresigned" | "expiresIn"> {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
}

function parsed({
  credential = "",
  signedHeaders = "",
  signature = "",
  timestamp = "",
  ...others
}: Written): Signature | undefined {
  const [, accessKeyId = "", date = "", region = "", service = ""] =
    /^([^/]{1,128})\/(\d{8})\/([a-z0-9-]{1,32})\/([a-z0-9-]{1,32})\/aws4_request$/.exec(credential) ?? [];
  const names = signedHeaders.split(";");
  const isWhole =
    accessKeyId !== "" &&
    /^\d{8}T\d{6}Z$/.test(timestamp) &&
    timestamp.startsWith(date) &&
    /^[0-9a-f]{64}$/.test(signature) &&
    names.includes("host") &&
    names.every((name) => HEADER_NAME.test(name));
  if (!isWhole) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: names, signature, timestamp, ...others };
}

/**
 * Whether a request was signed with this key, of this moment.
 *
 * @param host In place of the `host` header, where a proxy has changed it.
 * @returns What is wrong, or `undefined`.
 */
export function judgeSignature(
  request: SignedRequest,
  signature: Signature,
  credentials: SigningCredentials,
  { now, host }: { readonly now: number; readonly host?: string | undefined },
): SignatureFault | undefined {
  const at = Date.parse(signature.timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (Number.isNaN(at)) return "malformed";
  const until = signature.expiresIn === null ? at + MAX_SKEW_MS : at + signature.expiresIn * 1000;
  if (now < at - MAX_SKEW_MS || now > until) return "expired";
  const stated = request.headers.get("x-amz-content-sha256");
  // What is stated of the body must be what the body is, also where the signature is right for what is stated.
  const bodyHash = sha256(request.body);
  if (stated !== null && stated !== bodyHash) return "mismatch";
  if ((credentials.sessionToken ?? null) !== signature.sessionToken) return "mismatch";
  const scope = `${signature.date}/${signature.region}/${signature.service}/aws4_request`;
  const canonical = canonicalRequest(request, signature, { hash: bodyHash, host });
  const toSign = [ALGORITHM, signature.timestamp, scope, sha256(Buffer.from(canonical))].join("\n");
  const key = signingKey(credentials.secretAccessKey, signature);
  const expected = createHmac("sha256", key).update(toSign).digest();
  return timingSafeEqual(expected, Buffer.from(signature.signature, "hex")) ? undefined : "mismatch";
}

/** The key of one day, region and service: whoever has it can verify, and sign, for that day. */
export function signingKey(
  secretAccessKey: string,
  { date, region, service }: Pick<Signature, "date" | "region" | "service">,
): Buffer {
  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of [date, region, service, "aws4_request"]) key = createHmac("sha256", key).update(part).digest();
  return key;
}

function canonicalRequest(
  { method, url, headers }: SignedRequest,
  { signedHeaders, isPresigned }: Signature,
  { hash, host }: { readonly hash: string; readonly host: string | undefined },
): string {
  const headerOf = (name: string): string =>
    name === "host" ? (host ?? headers.get("host") ?? url.host) : (headers.get(name) ?? "");
  const canonicalHeaders = signedHeaders.map((name) => `${name}:${headerOf(name).trim().replaceAll(/\s+/g, " ")}\n`).join("");
  const query = [...url.searchParams].filter(([name]) => !(isPresigned && name === "X-Amz-Signature"));
  const pairs = query.map(([name, value]) => [encoded(name), encoded(value)] as const);
  const canonicalQuery = pairs
    .sort(([a, av], [b, bv]) => compare(a, b) || compare(av, bv))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  return [method, canonicalPath(url), canonicalQuery, canonicalHeaders, signedHeaders.join(";"), hash].join("\n");
}

/** Without what is doubled, and encoded once more than it was sent, as all services have it but S3. A URL has no dots left. */
function canonicalPath({ pathname }: URL): string {
  const segments = pathname.split("/").filter((segment) => segment !== "");
  const end = pathname.endsWith("/") && segments.length > 0 ? "/" : "";
  return `/${segments.map(encoded).join("/")}${end}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** RFC 3986: everything but the unreserved. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
