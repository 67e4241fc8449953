import { invalidParameter } from "../codecs/schema.ts";
import { optionalPeer } from "../optional-peer.ts";
import { type AwsServiceOptions, awsReason, checkClient, placeOf } from "./aws.ts";
import type { Delivery } from "./delivery.ts";
import { checkRecipient, checkTimeout, type Service, send } from "./sending.ts";

/** `client` is an `SNSClient` of the package @aws-sdk/client-sns. */
export interface SnsDeliveryOptions extends AwsServiceOptions {
  /** What is shown as the sender where a country allows it: 1 to 11 letters, digits and hyphens, a letter among them. */
  readonly senderId?: string | undefined;
}

/**
 * Sends SMS by Amazon SNS, by the optional peer @aws-sdk/client-sns, which is loaded at the first message. What fails says the name
 * of SNS's error, and nothing of the message.
 *
 * @throws `InvalidParameterException`. A message is rejected with `CodeDeliveryFailureException`, or `MissingPeerException`.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html
 */
export function snsDelivery(options: SnsDeliveryOptions = {}): Delivery {
  const { client, senderId } = options;
  checkClient(options);
  if (senderId !== undefined && !/^(?=.*[a-z])[a-z\d-]{1,11}$/i.test(senderId)) {
    throw invalidParameter(["senderId"], "Member must be 1 to 11 letters, digits and hyphens, a letter among them");
  }
  const service: Service = { name: "SNS", timeoutMs: checkTimeout(options.timeoutMs), reasonOf: awsReason };
  let sns = client;
  return {
    async send(message) {
      checkRecipient("SNS", "SMS", message);
      const { SNSClient, PublishCommand } = await optionalPeer(
        "This delivery",
        "@aws-sdk/client-sns",
        () => import("@aws-sdk/client-sns"),
      );
      const command = new PublishCommand({
        PhoneNumber: message.destination,
        Message: message.body,
        MessageAttributes: {
          // Sent before anything promotional, also where it costs more.
          "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
          ...(senderId === undefined ? {} : { "AWS.SNS.SMS.SenderID": { DataType: "String", StringValue: senderId } }),
        },
      });
      await send(service, async (abortSignal) => {
        sns ??= new SNSClient(placeOf(options));
        await sns.send(command as never, { abortSignal });
      });
    },
  };
}
