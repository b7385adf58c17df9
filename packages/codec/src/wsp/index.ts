/**
 * WAP push: the push PDU of connectionless WSP and its content types, with the assigned numbers they are made of.
 * Clause: WAP-230-WSP §8; rules bootstrap-push §4.
 */
export {
  decodeContentType,
  encodeContentType,
  parseContentType,
  printContentType,
  SEC_METHODS,
  type WspContentType,
  type WspParameter,
} from "./content-type.ts";
export {
  decodePush,
  encodePush,
  headerOf,
  PUSH_LIMITS,
  type PushLimits,
  type WspHeader,
  type WspPush,
} from "./push.ts";
export {
  APPLICATION_IDS,
  CONTENT_TYPES,
  HEADERS,
  type HeaderForm,
  PARAMETERS,
  WAP_PUSH_PORT,
  WAP_PUSH_SECURE_PORT,
} from "./well-known.ts";
