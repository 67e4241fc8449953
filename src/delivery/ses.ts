import { optionalPeer } from "../optional-peer.ts";
import { mailboxHeader, parseMailbox } from "./address.ts";
import { type AwsServiceOptions, awsReason, checkClient, placeOf } from "./aws.ts";
import type { Delivery } from "./delivery.ts";
import { checkRecipient, checkTimeout, oneLine, type Service, send } from "./sending.ts";

/** `client` is a `SESv2Client` of the package @aws-sdk/client-sesv2. */
export interface SesDeliveryOptions extends AwsServiceOptions {
  /** Who every message comes from: `no-reply@example.com`, or `Example <no-reply@example.com>`. SES must know it as yours. */
  readonly from: string;
  /** Cognito's `ConfigurationSet`: where SES tells what became of a message. */
  readonly configurationSetName?: string | undefined;
}

/**
 * Sends e-mail by Amazon SES, by the optional peer @aws-sdk/client-sesv2, which is loaded at the first message. What fails says the
 * name of SES's error, and nothing of the message.
 *
 * @throws `InvalidParameterException`. A message is rejected with `CodeDeliveryFailureException`, or `MissingPeerException`.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export function sesDelivery(options: SesDeliveryOptions): Delivery {
  const from = mailboxHeader(parseMailbox(options.from, "from"));
  const { client, configurationSetName } = options;
  checkClient(options);
  const service: Service = { name: "SES", timeoutMs: checkTimeout(options.timeoutMs), reasonOf: awsReason };
  let ses = client;
  return {
    async send(message) {
      checkRecipient("SES", "EMAIL", message);
      const { destination, subject, body, html } = message;
      const { SESv2Client, SendEmailCommand } = await optionalPeer(
        "This delivery",
        "@aws-sdk/client-sesv2",
        () => import("@aws-sdk/client-sesv2"),
      );
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [destination] },
        Content: {
          Simple: {
            Subject: utf8(oneLine(subject)),
            Body: { Text: utf8(body), ...(html === undefined ? {} : { Html: utf8(html) }) },
          },
        },
        ConfigurationSetName: configurationSetName,
      });
      await send(service, async (abortSignal) => {
        ses ??= new SESv2Client(placeOf(options));
        await ses.send(command as never, { abortSignal });
      });
    },
  };
}

function utf8(text: string): { readonly Data: string; readonly Charset: "UTF-8" } {
  return { Data: text, Charset: "UTF-8" };
}
