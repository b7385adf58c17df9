/** What an account has for HTTP authentication (protocol §12.5#1). */
import type { Account } from "./objects/dm-acc.ts";
import type { HttpCredential } from "./security/http-authentication.ts";

export function httpCredentials({ http }: Account): readonly HttpCredential[] {
  return http.flatMap(({ type, name, secret }) =>
    type === "HTTP-BASIC" || type === "HTTP-DIGEST" ? { type, name, secret } : [],
  );
}
