import identityJson from "./models/cognito-identity.json" with { type: "json" };
import idpJson from "./models/cognito-idp.json" with { type: "json" };

/** A shape of AWS's service models, as far as input is checked by it. */
export interface Shape {
  readonly type:
    | "structure"
    | "list"
    | "map"
    | "string"
    | "integer"
    | "long"
    | "boolean"
    | "timestamp"
    | "blob"
    | "double"
    | "float";
  /** The shapes of members, by name. */
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** Of a list. */
  readonly member?: string;
  /** Of a map. */
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Its value is told to nobody. */
  readonly sensitive?: boolean;
  /** Any JSON. */
  readonly document?: boolean;
}

export interface OperationModel {
  /** The shape of the input; `null`: there is none. */
  readonly input: string | null;
  /** Whether it needs a signature. */
  readonly signed: boolean;
  /** What it names a fault of the service. @default InternalErrorException */
  readonly internalError?: "InternalServerException";
}

export interface ServiceModel {
  /** What stands before the point in `X-Amz-Target`. */
  readonly targetPrefix: string;
  /** What stands in the scope of a signature. */
  readonly signingName: string;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export const userPoolsModel: ServiceModel = idpJson as ServiceModel;
export const identityPoolsModel: ServiceModel = identityJson as ServiceModel;
