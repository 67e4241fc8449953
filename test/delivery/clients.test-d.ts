import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SNSClient } from "@aws-sdk/client-sns";
import { createTransport } from "nodemailer";
import { type Delivery, sesDelivery, smtpDelivery, snsDelivery } from "rockpool/delivery";
import { expectTypeOf, test } from "vitest";

const from = "no-reply@example.com";

test("the clients of the packages are taken as they are", () => {
  expectTypeOf(smtpDelivery({ transport: createTransport("smtp://127.0.0.1"), from })).toEqualTypeOf<Delivery>();
  expectTypeOf(smtpDelivery({ transport: createTransport({ host: "127.0.0.1", pool: true }), from })).toEqualTypeOf<Delivery>();
  expectTypeOf(sesDelivery({ client: new SESv2Client({}), from })).toEqualTypeOf<Delivery>();
  expectTypeOf(snsDelivery({ client: new SNSClient({}) })).toEqualTypeOf<Delivery>();
});

test("who sends is always said, and a server or a transporter, not both", () => {
  // @ts-expect-error no sender
  smtpDelivery({ host: "127.0.0.1" });
  // @ts-expect-error no sender
  sesDelivery({});
  // @ts-expect-error two ways
  smtpDelivery({ host: "127.0.0.1", transport: createTransport(), from });
  // @ts-expect-error what nodemailer calls it
  smtpDelivery({ host: "127.0.0.1", from, requireTLS: false });
});
