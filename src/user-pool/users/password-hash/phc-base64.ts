/** Base64 as PHC strings have it: the standard alphabet, no padding, nothing in the bits left over. `undefined`: it is not that. */
export function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  // Node reads over whatever is not base64; what it has read over is missing here.
  return phcBase64(bytes) === text ? bytes : undefined;
}

export function phcBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replaceAll("=", "");
}
