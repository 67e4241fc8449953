/** Cognito's stock texts, to the letter. */
const verification = { subject: "Your verification code", body: "Your verification code is {####}. " } as const;

/** The e-mail that carries a verification code. */
export function verificationEmail(code: string): { readonly subject: string; readonly body: string } {
  return { subject: verification.subject, body: verification.body.replaceAll("{####}", code) };
}
