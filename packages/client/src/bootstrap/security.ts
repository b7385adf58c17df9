/**
 * Who says that a document is genuine: SEC and MAC of its media type, and the secrets they are checked with.
 * Clause: DMSEC 1.2 §5.7.2, CP: ProvBoot 1.1; rules bootstrap-push §8, cp-profile §6.
 */
import { bootstrapMac, imsiOctets } from "@oma-dm/codec/auth";
import { MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { BootstrapError } from "./bootstrap-error.ts";
import type { BootstrapOptions, BootstrapPolicy } from "./bootstrap-options.ts";

/** Documents of the DM Profile and of the CP Profile (bootstrap-push §7.1#6). */
export type DocumentForm = "dm" | "cp";

/** Media types, and what they hold. XML is taken or refused later (decisions D5, D22). */
export const FORMS: Readonly<Record<string, DocumentForm>> = {
  [MEDIA_TYPES.syncml.wbxml]: "dm",
  [MEDIA_TYPES.syncml.xml]: "dm",
  "application/vnd.wap.connectivity-wbxml": "cp",
  "text/vnd.wap.connectivity-xml": "cp",
};

export type SecurityMethod = "NETWORKID" | "USERPIN" | "USERPIN_NETWORKID" | "USERPINMAC";

/** Names of both families, and the values of WSP (bootstrap-push §A#3, #4, #11). */
const METHOD_NAMES: Readonly<Record<string, SecurityMethod>> = {
  "0": "NETWORKID",
  NETWORKID: "NETWORKID",
  NETWPIN: "NETWORKID",
  "1": "USERPIN",
  USERPIN: "USERPIN",
  "2": "USERPIN_NETWORKID",
  USERPIN_NETWORKID: "USERPIN_NETWORKID",
  USERNETWPIN: "USERPIN_NETWORKID",
  "3": "USERPINMAC",
  USERPINMAC: "USERPINMAC",
};

interface Method {
  readonly network: boolean;
  readonly pin: boolean;
  /** K (bootstrap-push §8.3, cp-profile §6#2–#4). */
  readonly key: (pin: Uint8Array, network: Uint8Array) => Uint8Array;
}

const COLON = Uint8Array.of(0x3a);

/** DM joins PIN and secret with a colon; CP has them the other way round, with nothing between (bootstrap-push §8.3#4). */
// biome-ignore format: a table
const METHODS: Readonly<Record<DocumentForm, Readonly<Partial<Record<SecurityMethod, Method>>>>> = {
  dm: {
    NETWORKID:         { network: true,  pin: false, key: (_pin, network) => network },
    USERPIN:           { network: false, pin: true,  key: (pin) => pin },
    USERPIN_NETWORKID: { network: true,  pin: true,  key: (pin, network) => join(pin, COLON, network) },
  },
  cp: {
    NETWORKID:         { network: true,  pin: false, key: (_pin, network) => network },
    USERPIN:           { network: false, pin: true,  key: (pin) => pin },
    USERPIN_NETWORKID: { network: true,  pin: true,  key: (pin, network) => join(network, pin) },
    USERPINMAC:        { network: false, pin: true,  key: (pin) => pin },
  },
};

/** What a document says of its own protection. */
export interface Claim {
  readonly form: DocumentForm;
  readonly isXml: boolean;
  /** Absent: nothing protects it. */
  readonly protection?: {
    readonly name: SecurityMethod;
    readonly needsPin: boolean;
    /** Absent where the user types it (USERPINMAC). */
    readonly mac: Uint8Array | undefined;
  };
}

/** SEC and MAC travel as parameters of the media type (bootstrap-push §8.2). Throws `BootstrapError`. */
export function readClaim(options: BootstrapOptions, policy: BootstrapPolicy): Claim {
  const { type, parameters } = parseContentType(options.contentType ?? MEDIA_TYPES.syncml.wbxml);
  const form = Object.hasOwn(FORMS, type) ? FORMS[type] : undefined;
  if (form === undefined) {
    throw new BootstrapError("refused", `content type ${JSON.stringify(type.slice(0, 60))} is no bootstrap document`);
  }
  const isXml = type.endsWith("xml") && !type.endsWith("wbxml");
  const sec = parameters.get("SEC") ?? secText(options.sec);
  const mac = parameters.get("MAC") ?? options.mac;
  if (sec === undefined && mac === undefined) return { form, isXml };
  const name = Object.hasOwn(METHOD_NAMES, sec?.toUpperCase() ?? "") ? METHOD_NAMES[sec!.toUpperCase()] : undefined;
  const method = name === undefined ? undefined : METHODS[form][name];
  if (name === "USERPINMAC" && method !== undefined && mac === undefined) {
    return accepted(form, isXml, name, undefined, policy);
  }
  const digits = form === "dm" ? /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i : /^[0-9a-f]{40}$/i;
  if (mac === undefined || !digits.test(mac)) {
    throw new BootstrapError("mac-malformed", `MAC is not 40 ${form === "dm" ? "or 64 " : ""}hexadecimal digits`);
  }
  if (name === undefined || method === undefined) {
    const shown = sec === undefined ? "no SEC" : `SEC=${JSON.stringify(sec.slice(0, 40))}`;
    throw new BootstrapError("security-method-unknown", `${shown} is not a method this device knows`);
  }
  return accepted(form, isXml, name, name === "USERPINMAC" ? undefined : bytesOf(mac), policy);
}

function accepted(
  form: DocumentForm,
  isXml: boolean,
  name: SecurityMethod,
  mac: Uint8Array | undefined,
  policy: BootstrapPolicy,
): Claim {
  if (policy.methods !== undefined && !policy.methods.includes(name)) {
    throw new BootstrapError("security-method-refused", `${name} is not among the methods this device accepts`);
  }
  if (policy.minMac === "sha256" && mac?.length !== 32) {
    throw new BootstrapError("security-method-refused", "a MAC by SHA-1 is not accepted; sign with HMAC-SHA256");
  }
  return { form, isXml, protection: { name, needsPin: METHODS[form][name]?.pin === true, mac } };
}

/** The values of WSP come as a short integer, with or without its highest bit. */
function secText(sec: string | number | undefined): string | undefined {
  return typeof sec === "number" ? String(sec & 0x7f) : sec;
}

function parseContentType(text: string): { type: string; parameters: ReadonlyMap<string, string> } {
  const [type = "", ...rest] = text.slice(0, 1_024).split(";");
  const parameters = new Map(
    rest.map((part) => {
      const [name = "", value = ""] = part.split("=");
      return [name.trim().toUpperCase(), value.trim().replace(/^"(.*?)"?$/, "$1")] as const;
    }),
  );
  return { type: type.trim().toLowerCase(), parameters };
}

/** Secrets of the network in the order they are tried (bootstrap-push §8.3#8). Throws `BootstrapError`. */
export function networkSecrets(options: BootstrapOptions, policy: BootstrapPolicy): readonly Uint8Array[] {
  const imsi = options.imsi ?? policy.imsi;
  if (imsi === undefined) return policy.networkSecrets ?? [];
  if (!/^\d{1,15}$/.test(imsi)) throw new BootstrapError("secret-missing", "an IMSI has 1 to 15 decimal digits");
  const inAscii = policy.imsiAsAscii === true ? [ascii(imsi)] : [];
  return [imsiOctets(imsi), ...inAscii, ...(policy.networkSecrets ?? [])];
}

/** What is missing before anything can be verified, short of the PIN. Throws `BootstrapError`. */
export function checkSecrets({ form, protection }: Claim, secrets: readonly Uint8Array[]): void {
  if (protection === undefined || !METHODS[form][protection.name]!.network || secrets.length > 0) return;
  throw new BootstrapError("secret-missing", `${protection.name} needs the network's secret; give the IMSI`);
}

/** Whether the MAC is right; `pin` is empty where the method asks none. */
export function isGenuine(document: Uint8Array, claim: Claim, secrets: readonly Uint8Array[], pin: string): boolean {
  const { form, protection } = claim;
  if (protection === undefined) return false;
  const method = METHODS[form][protection.name]!;
  if (protection.name === "USERPINMAC") return isTypedMac(document, pin);
  const { mac } = protection;
  if (mac === undefined || (method.pin && pin === "")) return false;
  const algorithm = mac.length === 20 ? "sha1" : "sha256";
  const typed = new TextEncoder().encode(pin);
  const candidates = method.network ? secrets : [new Uint8Array()];
  let genuine = false;
  // Every candidate is tried, so that time does not tell which one was right.
  for (const network of candidates) {
    genuine = equal(bootstrapMac(algorithm, method.key(typed, network), document), mac) || genuine;
  }
  return genuine;
}

/** The user types half a key and half of what it makes of the document (cp-profile §6#5, #6). */
function isTypedMac(document: Uint8Array, typed: string): boolean {
  if (!/^\d{8,40}$/.test(typed) || typed.length % 2 === 1) return false;
  const half = typed.length / 2;
  const mac = bootstrapMac("sha1", ascii(typed.slice(0, half)), document);
  const digits = Uint8Array.from(mac.subarray(0, half), (octet) => 0x30 + (octet % 10));
  return equal(digits, ascii(typed.slice(half)));
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ (b[i] ?? 0);
  return difference === 0;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
