import { z } from "zod";
import { parse, schemaFor } from "../codecs/schema.ts";
import { type OpenIdConnectProvider, openIdConnectProvidersSchema } from "../identity-pool/providers.ts";
import type { Runtime } from "../runtime.ts";
import type { AwsCredentials } from "./gate.ts";

export interface AwsHandlerOptions {
  /**
   * The keys that signed operations are signed with; `"any"`: every signature is taken, and none is looked at. That is for a machine of your
   * own.
   */
  readonly credentials: readonly AwsCredentials[] | "any";
  /** In ARNs. @default "123456789012" */
  readonly accountId?: string | undefined;
  /** Of what is not signed. @default "us-east-1" */
  readonly region?: string | undefined;
  /**
   * The client ids of issuers that identity pools are told of by their ARNs (`OpenIdConnectProviderARNs`): at AWS, IAM knows them.
   * @default those that a pool has among its settings already
   */
  readonly openIdConnectProviders?: readonly OpenIdConnectProvider[] | undefined;
  /** What clients call, and sign, where a proxy changes the `host` header. @default the header */
  readonly host?: string | undefined;
  /** Whose pages may call from a browser: origins, or `"*"`. @default none */
  readonly allowedOrigins?: readonly string[] | "*" | undefined;
  /**
   * Told of what a caller is answered `Internal error` for, with the id of the request: the error may hold anything.
   * @default a line on console.error with the error's code or class, and the id
   */
  readonly onError?: ((error: unknown, requestId: string) => void) | undefined;
  /** @default the machine's clock, and `randomBytes` */
  readonly runtime?: Runtime | undefined;
}

type Data = Omit<AwsHandlerOptions, "onError" | "runtime">;

const text = z.string().min(1).max(2048);

const keys = schemaFor<readonly AwsCredentials[]>()(
  z.array(
    // What the SDK writes beside, such as where they are from, is no fault.
    z.object({
      // As the scope of a signature can name it.
      accessKeyId: z.string().regex(/^[^/,\s]{1,128}$/),
      // An empty one, as of a variable that is not set, is one that everybody knows.
      secretAccessKey: text,
      sessionToken: text.optional(),
    }),
    'Member must be a list of keys, or "any"',
  ),
);

const others = schemaFor<Omit<Data, "credentials">>()(
  z.strictObject({
    accountId: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/)
      .optional(),
    openIdConnectProviders: openIdConnectProvidersSchema.optional(),
    host: text.optional(),
    allowedOrigins: z.union([z.literal("*"), z.array(text)], 'Member must be a list of origins, or "*"').optional(),
  }),
);

/** @throws `InvalidParameterException` */
export function checkedHandlerOptions({ credentials, onError: _, runtime: __, ...data }: AwsHandlerOptions): Data {
  return { ...parse(others, data), credentials: credentials === "any" ? credentials : parse(keys, credentials, "credentials") };
}
