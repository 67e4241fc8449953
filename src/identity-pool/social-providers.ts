/**
 * The providers that Cognito knows by name (`SupportedLoginProviders`), each with the issuer of its ID tokens. Of Facebook these are those of
 * Limited Login.
 */
export const socialIssuers: Readonly<Record<SocialProvider, string>> = {
  "accounts.google.com": "https://accounts.google.com",
  "graph.facebook.com": "https://www.facebook.com",
  "www.amazon.com": "https://www.amazon.com",
  "appleid.apple.com": "https://appleid.apple.com",
};

export const SOCIAL_PROVIDERS = ["accounts.google.com", "graph.facebook.com", "www.amazon.com", "appleid.apple.com"] as const;
export type SocialProvider = (typeof SOCIAL_PROVIDERS)[number];

export function isSocialProvider(name: string): name is SocialProvider {
  return (SOCIAL_PROVIDERS as readonly string[]).includes(name);
}
