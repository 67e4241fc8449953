/** An option, as it is parsed, and as the help and docs/commands.md tell of it. */
export interface OptionSpec {
  /** What it takes. Without one it is a switch. */
  readonly value?: string;
  readonly text: string;
  readonly default?: string;
  /** Whether the command does not go without it. */
  readonly required?: boolean;
}

export interface CommandSpec {
  /** One sentence. */
  readonly summary: string;
  /** What else there is to know, a paragraph each. */
  readonly more: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** What may stand behind the options. */
  readonly file?: string;
}

export type CommandName = "dev" | "key" | "export" | "import";

const masterKeyFile: OptionSpec = {
  value: "PATH",
  text: "The file of the master key.",
  default: "ROCKPOOL_MASTER_KEY; else rockpool.key beside the SQLite file",
};

const durable: Readonly<Record<string, OptionSpec>> = {
  storage: { value: "STORAGE", text: "sqlite:PATH or postgres://…", required: true },
  pool: { value: "ID", text: "The id of the user pool.", required: true },
  "master-key-file": masterKeyFile,
};

export const commands: Readonly<Record<CommandName, CommandSpec>> = {
  dev: {
    summary:
      "Serves user pools and identity pools on this machine, to develop against: the API of Amazon Cognito, discovery, and an outbox.",
    more: [
      "It prints `rockpool listening on http://127.0.0.1:PORT` when it is ready, and then each message that it would have sent. " +
        "AWS's clients need that URL as their endpoint, and any credentials: every signature is taken. It answers the pages of every " +
        "origin. It is for a machine of your own.",
      "`GET /outbox` lists the newest 1,000 messages, the oldest first, as JSON: `{ username, destination, medium, code, subject, body, sentAt }`. " +
        "`/POOLID/.well-known/openid-configuration` and `/POOLID/.well-known/jwks.json` are what verifiers of tokens ask for, " +
        "of user pools and of identity pools.",
      "A storage that outlives the process is sealed with a master key: rockpool.key beside the SQLite file is made when it is missing and the " +
        "storage is new.",
      "Ctrl-C lets it answer what it was asked, and ends it.",
    ],
    options: {
      port: { value: "N", text: "0 to 65535; 0 is a free one.", default: "9229" },
      host: { value: "H", text: "The address to listen on.", default: "127.0.0.1" },
      storage: { value: "STORAGE", text: "memory, sqlite:PATH or postgres://…", default: "memory" },
      "master-key-file": masterKeyFile,
      issuer: {
        value: "URL",
        text: "Tokens say URL/POOLID as their issuer. A pool's own issuer wins.",
        default: "http://localhost:PORT",
      },
      "lambda-endpoint": {
        value: "URL",
        text: "Triggers that are Lambda ARNs are invoked there, by Lambda's Invoke API.",
        default: "they are not there, and their operations are refused",
      },
      "trusted-origins": {
        value: "ORIGIN,…",
        text: "OpenID Connect issuers there may be on this machine or its network, and http: identity pools take their logins.",
        default: "issuers must be public, and https",
      },
      config: {
        value: "FILE",
        text: "A module with user pools, clients, groups, users, triggers and identity pools, applied at the start and when the file changes.",
      },
    },
  },
  key: {
    summary: "Makes a master key, and prints it.",
    more: [
      "Whoever has the key and the database has every secret; without it, nothing opens. Keep a copy apart from the database's backup.",
    ],
    options: {
      file: {
        value: "PATH",
        text: "Writes it there, for its owner only, and prints nothing of it. A file that is there already stays as it is.",
      },
    },
  },
  export: {
    summary: "Writes every user of a pool, one a line, as JSON: to move to another pool, another storage or another product.",
    more: ["The lines hold the hashes of passwords: keep them as safe as a password file, or seal the hashes to a public key."],
    options: {
      ...durable,
      "seal-to": { value: "FILE", text: "A public key as a JWK, to which the hashes of passwords are sealed." },
    },
  },
  import: {
    summary: "Makes the users of an export, with their subs and passwords, and prints what came of it.",
    more: [
      "Who is there already, just as written, stays. Groups must be there. Who cannot be taken is told of and holds nobody up; the exit code is " +
        "1 then.",
    ],
    options: {
      ...durable,
      "open-with": { value: "FILE", text: "The private key as a JWK, where the hashes of passwords were sealed." },
    },
    file: "[FILE]",
  },
};

export const commandNames: readonly CommandName[] = Object.keys(commands) as CommandName[];
