import { Agent, request } from "node:http";
import { type AppClient, tokensOrThrow } from "rockpool";
import { awsHandler } from "rockpool/aws";
import { memory } from "rockpool/storage/memory";
import { listen, shut } from "../src/cli/listen.ts";
import { openPool, password, seedUsers } from "./bench-pool.ts";
import { compared, comparisonHeader, inFlight, loads, markdownTable, race } from "./harness.ts";

const USERS = 1_000;
/** What hashes takes ten times as long as what does not. */
const TIMES = { hashing: 1, light: 16 };

interface Work {
  readonly name: string;
  readonly times: number;
  readonly operation: string;
  readonly input: (turn: number) => object;
  readonly inProcess: (turn: number) => Promise<unknown>;
}

/** What the AWS face costs over the call in the process: JSON over a socket, the model's checks, the same work behind it. In memory. */
export async function awsFace(): Promise<string> {
  const bench = await openPool(memory());
  await seedUsers(bench, USERS);
  const { rockpool, pool, client } = bench;
  const { server, port } = await listen(awsHandler(rockpool, { credentials: "any" }), { port: 0, host: "127.0.0.1" });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const send = sender(agent, port);
  let turns = 0;
  const rows: (readonly string[])[] = [];
  for (const { name, times, operation, input, inProcess } of await worksOf(client)) {
    for (const { concurrency, operations, rounds } of loads) {
      const count = operations * times;
      const once = (work: (turn: number) => Promise<unknown>) => () =>
        inFlight(count, concurrency, () => {
          turns += 1;
          return work(turns);
        });
      const measured = await race(rounds, { face: once((turn) => send(operation, input(turn))), bare: once(inProcess) });
      const work = `${name}, ${concurrency} ${concurrency === 1 ? "connection" : "connections"}`;
      rows.push(
        compared({ work, bound: "the call in the process", ours: measured.face, theirs: measured.bare, operations: count }),
      );
    }
  }
  agent.destroy();
  server.closeAllConnections();
  await shut(server);
  await bench.close();
  return markdownTable(comparisonHeader, rows);

  async function worksOf({ clientId: ClientId }: AppClient): Promise<readonly Work[]> {
    const username = (turn: number): string => `person-${turn % USERS}`;
    const { accessToken, refreshToken } = tokensOrThrow(await client.signIn({ username: "person-0", password }));
    const email = (name: string): string => `${name}@example.com`;
    const UserPoolId = pool.userPoolId;
    // AWS's model allows no blanks in a new password.
    const fresh = "Correct-horse-7!";
    return [
      {
        name: "sign-up",
        times: TIMES.hashing,
        operation: "SignUp",
        input: (turn) => {
          const Username = `face-${turn}`;
          return { ClientId, Username, Password: fresh, UserAttributes: [{ Name: "email", Value: email(Username) }] };
        },
        inProcess: (turn) =>
          client.signUp({ username: `bare-${turn}`, password: fresh, attributes: { email: email(`bare-${turn}`) } }),
      },
      {
        name: "sign-in",
        times: TIMES.hashing,
        operation: "InitiateAuth",
        input: (turn) => ({
          ClientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: username(turn), PASSWORD: password },
        }),
        inProcess: (turn) => client.signIn({ username: username(turn), password }),
      },
      {
        name: "refresh",
        times: TIMES.light,
        operation: "InitiateAuth",
        input: () => ({ ClientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN: refreshToken } }),
        inProcess: () => client.refresh({ refreshToken }),
      },
      {
        name: "GetUser",
        times: TIMES.light,
        operation: "GetUser",
        input: () => ({ AccessToken: accessToken }),
        inProcess: () => client.user(accessToken),
      },
      {
        name: "ListUsers, a page of 60",
        times: TIMES.light,
        operation: "ListUsers",
        input: () => ({ UserPoolId }),
        inProcess: () => pool.users.list(),
      },
    ];
  }
}

/** As an SDK sends it, without the SDK: what is measured is the server. */
function sender(agent: Agent, port: number): (operation: string, input: object) => Promise<unknown> {
  return (operation, input) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(input);
      const headers = {
        "content-type": "application/x-amz-json-1.1",
        "content-length": Buffer.byteLength(body),
        "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      };
      const sent = request({ agent, port, host: "127.0.0.1", method: "POST", headers }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`${operation}: ${text}`))));
      });
      sent.on("error", reject);
      sent.end(body);
    });
}
