import { type Delivery, deliveryByMedium } from "rockpool/delivery";
import { outbox } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { email, sms } from "./stand-ins/messages.ts";

describe("deliveryByMedium", () => {
  it("hands an e-mail to one delivery and an SMS to the other, as they are", async () => {
    const [mails, texts] = [outbox(), outbox()];
    const delivery = deliveryByMedium({ email: mails, sms: texts });
    await delivery.send(email);
    await delivery.send(sms);
    expect(mails.messages).toEqual([email]);
    expect(texts.messages).toEqual([sms]);
  });

  it("rejects with what the delivery rejects with", async () => {
    const failure = new Error("closed");
    const failing: Delivery = { send: async () => Promise.reject(failure) };
    const delivery = deliveryByMedium({ email: failing, sms: outbox() });
    await expect(delivery.send(email)).rejects.toBe(failure);
    await expect(delivery.send(sms)).resolves.toBeUndefined();
  });

  it("keeps a delivery's own `this`", async () => {
    class Counting implements Delivery {
      count = 0;
      async send(): Promise<void> {
        this.count += 1;
      }
    }
    const counting = new Counting();
    await deliveryByMedium({ email: counting, sms: counting }).send(sms);
    expect(counting.count).toBe(1);
  });

  it.each([
    ["email", { sms: outbox() }],
    ["sms", { email: outbox(), sms: {} }],
  ])("is refused without a delivery for %s", (path, options) => {
    expect(() => deliveryByMedium(options as unknown as Parameters<typeof deliveryByMedium>[0])).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: expect.objectContaining({ path }) }),
    );
  });
});
