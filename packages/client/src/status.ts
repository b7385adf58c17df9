/** Status codes the client gives or understands, by the names of the catalogue (protocol §9). Clause: SyncML RepPro 1.2 §10. */
export const STATUS = {
  inProgress: 101,
  ok: 200,
  acceptedForProcessing: 202,
  authenticationAccepted: 212,
  chunkedItemAcceptedAndBuffered: 213,
  operationCancelled: 214,
  notExecuted: 215,
  atomicRollBackOk: 216,
  notModified: 304,
  badRequest: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  commandNotAllowed: 405,
  optionalFeatureNotSupported: 406,
  authenticationRequired: 407,
  requestTimeout: 408,
  sizeRequired: 411,
  incompleteCommand: 412,
  requestEntityTooLarge: 413,
  uriTooLong: 414,
  unsupportedMediaTypeOrFormat: 415,
  requestedRangeNotSatisfiable: 416,
  retryLater: 417,
  alreadyExists: 418,
  deviceFull: 420,
  sizeMismatch: 424,
  permissionDenied: 425,
  commandFailed: 500,
  serviceUnavailable: 503,
  dtdVersionNotSupported: 505,
  atomicFailed: 507,
  dataStoreFailure: 510,
  protocolVersionNotSupported: 513,
  atomicRollBackFailed: 516,
} as const;

export type StatusCode = (typeof STATUS)[keyof typeof STATUS];

/** Codes 2xx; unknown codes are judged by their first digit too (protocol §9). */
export function isSuccess(code: number): boolean {
  return code >= 200 && code < 300;
}
