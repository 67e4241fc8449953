/**
 * `arn:aws:iam::111122223333:role/path/Name`. Region and account may be empty, and the account left out with its colon: stores that speak
 * AWS's language have other partitions, and no accounts (`arn:minio:iam:::role/…`, `arn:seaweed:iam::role/…`).
 */
const form = /^arn:[\w-]+:iam:[\w-]*:(?:[\w-]*:)?role\/[\w+=,.@/-]+$/;

/** Whether a text is the ARN of a role, of 20 to 2048 characters. */
export function isRoleArn(text: unknown): text is string {
  return typeof text === "string" && text.length >= 20 && text.length <= 2048 && form.test(text);
}
