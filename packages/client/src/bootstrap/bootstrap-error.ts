/** What is wrong with a bootstrap, or with what came with it. */
export type BootstrapErrorCode =
  | "xml-refused"
  | "unsigned-refused"
  | "mac-wrong"
  | "mac-malformed"
  | "secret-missing"
  | "security-method-unknown"
  | "security-method-refused"
  | "pin-needed"
  | "pin-exhausted"
  | "throttled"
  | "duplicate"
  | "consent-refused"
  | "misdirected"
  | "too-large"
  | "bad-url"
  | "card-disabled"
  | "card-rejected"
  | "no-url"
  | "unreachable"
  | "nothing-to-apply"
  | "no-account"
  | "refused";

/** The document, or what came with it, is at fault. Never holds a secret. */
export class BootstrapError extends Error {
  override readonly name = "BootstrapError";
  readonly code: BootstrapErrorCode;
  constructor(code: BootstrapErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
