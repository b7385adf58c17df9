export type DeviceErrorCode =
  | "no-device"
  | "no-account"
  | "unknown-account"
  | "busy"
  | "closed"
  | "not-built"
  | "queue-full"
  | "bad-option";

/** The caller asked for what cannot be done now. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  readonly code: DeviceErrorCode;
  constructor(code: DeviceErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
