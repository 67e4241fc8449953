import {
  CreateResourceServerCommand,
  DeleteResourceServerCommand,
  DescribeResourceServerCommand,
  ListResourceServersCommand,
  UpdateResourceServerCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Capability, ofPool, reads, writes } from "./provocation.ts";
import { type Stage, times } from "./stage.ts";

const Identifier = "books";
const Name = "Books";

const aServer = ({ pool }: Stage) => pool.resourceServers.create({ identifier: Identifier, name: Name });

function asManyAsThereMayBe({ pool }: Stage): Promise<void> {
  let made = 0;
  return times(25, () => {
    made += 1;
    return pool.resourceServers.create({ identifier: `${Identifier}-${made}`, name: Name });
  });
}

export const resourceServers: Capability = {
  CreateResourceServer: {
    command: ({ UserPoolId }) => new CreateResourceServerCommand({ UserPoolId, Identifier, Name }),
    errors: { ...writes, ...ofPool, LimitExceededException: { before: asManyAsThereMayBe } },
  },
  DescribeResourceServer: {
    async command(stage) {
      await aServer(stage);
      return new DescribeResourceServerCommand({ UserPoolId: stage.UserPoolId, Identifier });
    },
    errors: { ...reads, ...ofPool },
  },
  UpdateResourceServer: {
    async command(stage) {
      await aServer(stage);
      return new UpdateResourceServerCommand({ UserPoolId: stage.UserPoolId, Identifier, Name: "Novels" });
    },
    errors: { ...writes, ...ofPool },
  },
  DeleteResourceServer: {
    async command(stage) {
      await aServer(stage);
      return new DeleteResourceServerCommand({ UserPoolId: stage.UserPoolId, Identifier });
    },
    errors: { ...writes, ...ofPool },
  },
  ListResourceServers: {
    command: ({ UserPoolId }) => new ListResourceServersCommand({ UserPoolId }),
    errors: { ...reads, ...ofPool },
  },
};
