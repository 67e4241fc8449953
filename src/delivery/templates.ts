/** Cognito's stock texts, to the letter. */
const verification = { subject: "Your verification code", body: "Your verification code is {####}. " } as const;

const invitation = {
  subject: "Your temporary password",
  body: "Your username is {username} and temporary password is {####}. ",
} as const;

/** The e-mail that carries a verification code. */
export function verificationEmail(code: string): { readonly subject: string; readonly body: string } {
  return { subject: verification.subject, body: verification.body.replaceAll("{####}", code) };
}

/** The e-mail that invites somebody for whom an account was made. */
export function invitationEmail(username: string, password: string): { readonly subject: string; readonly body: string } {
  // One pass, so that a name which looks like a placeholder is not taken for one.
  const values: Readonly<Record<string, string>> = { "{username}": username, "{####}": password };
  return {
    subject: invitation.subject,
    body: invitation.body.replaceAll(/\{(?:username|####)\}/g, (name) => values[name] ?? ""),
  };
}
