export type DeviceErrorCode =
  | "no-device"
  | "no-account"
  | "unknown-account"
  | "busy"
  | "closed"
  | "queue-full"
  | "bad-option"
  /** A port, a directory, a bus or a package that a bearer needs. */
  | "unavailable";

/** The caller asked for what cannot be done now. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  readonly code: DeviceErrorCode;
  constructor(code: DeviceErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
