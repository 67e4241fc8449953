import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from "jose";
import { onTestFinished } from "vitest";

/** A key of an issuer. */
export interface IssuerKey {
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

type CryptoKey = Awaited<ReturnType<typeof generateKeyPair>>["privateKey"];

export async function issuerKey(kid: string, alg = "ES256", members: JWK = {}): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig", ...members }, privateKey };
}

export type Answer = (response: ServerResponse) => void;

export const json =
  (value: unknown, status = 200): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };

/** An issuer over a socket of this machine: what it publishes may be changed at any time. */
export interface IssuerServer {
  /** Its origin too. */
  readonly issuer: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  readonly key: IssuerKey;
  /** By path; what is not there is not found. */
  readonly answers: Map<string, Answer>;
  publish(...keys: readonly JWK[]): void;
  /** An ID token as it should be, at an instant in ms, but for the changes. A claim that is `undefined` is left out. */
  token(now: number, claims?: object, header?: Partial<JWTHeaderParameters>, key?: IssuerKey): Promise<string>;
}

export const DISCOVERY = "/.well-known/openid-configuration";
export const JWKS = "/jwks";

export async function issuerServer(): Promise<IssuerServer> {
  const [asked, answers, key] = [[] as string[], new Map<string, Answer>(), await issuerKey("first")];
  const issuer = await serve((request, response) => {
    asked.push(request.url ?? "");
    (answers.get(request.url ?? "") ?? json({}, 404))(response);
  });
  answers.set(DISCOVERY, json({ issuer, jwks_uri: `${issuer}${JWKS}` }));
  const publish = (...keys: readonly JWK[]): void => void answers.set(JWKS, json({ keys }));
  publish(key.jwk);
  const token: IssuerServer["token"] = (now, claims = {}, header = {}, signedBy = key) => {
    const iat = Math.floor(now / 1000);
    const payload = { iss: issuer, sub: "ada", aud: "app", iat, exp: iat + 3_600, ...claims };
    const { kid = "", alg = "" } = signedBy.jwk;
    return new SignJWT(payload).setProtectedHeader({ kid, alg, ...header }).sign(signedBy.privateKey);
  };
  return { issuer, asked, key, answers, publish, token };
}

/** @returns The origin. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
