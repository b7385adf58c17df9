/**
 * Tokens of provisioning documents, by attribute page. Clause: OMA-WAP-ProvCont 1.1 §7; cp-profile §3.2–§3.5.
 * A later or a vendor's token stands here too where a deployed client reads it: it is decoded, and written as text.
 */

/** Public identifier of the document type, as number and as name. */
export const PROV_PUBLIC_ID = 0x0b;
export const PROV_PUBLIC_NAME = "-//WAPFORUM//DTD PROV 1.0//EN";

export const ROOT = "wap-provisioningdoc";

/** Tags of page 0; page 1 has the last two again. */
export const TAGS: readonly Readonly<Record<number, string>>[] = [
  { 5: ROOT, 6: "characteristic", 7: "parm" },
  { 6: "characteristic", 7: "parm" },
];

/** Names of parms by their tokens, `name="…"`. */
// biome-ignore format: a table
const NAMES_0 = {
  7: "NAME", 8: "NAP-ADDRESS", 9: "NAP-ADDRTYPE", 10: "CALLTYPE", 11: "VALIDUNTIL", 12: "AUTHTYPE",
  13: "AUTHNAME", 14: "AUTHSECRET", 15: "LINGER", 16: "BEARER", 17: "NAPID", 18: "COUNTRY",
  19: "NETWORK", 20: "INTERNET", 21: "PROXY-ID", 22: "PROXY-PROVIDER-ID", 23: "DOMAIN", 24: "PROVURL",
  25: "PXAUTH-TYPE", 26: "PXAUTH-ID", 27: "PXAUTH-PW", 28: "STARTPAGE", 29: "BASAUTH-ID",
  30: "BASAUTH-PW", 31: "PUSHENABLED", 32: "PXADDR", 33: "PXADDRTYPE", 34: "TO-NAPID", 35: "PORTNBR",
  36: "SERVICE", 37: "LINKSPEED", 38: "DNLINKSPEED", 39: "LOCAL-ADDR", 40: "LOCAL-ADDRTYPE",
  41: "CONTEXT-ALLOW", 42: "TRUST", 43: "MASTER", 44: "SID", 45: "SOC", 46: "WSP-VERSION",
  47: "PHYSICAL-PROXY-ID", 48: "CLIENT-ID", 49: "DELIVERY-ERR-SDU", 50: "DELIVERY-ORDER",
  51: "TRAFFIC-CLASS", 52: "MAX-SDU-SIZE", 53: "MAX-BITRATE-UPLINK", 54: "MAX-BITRATE-DNLINK",
  55: "RESIDUAL-BER", 56: "SDU-ERROR-RATIO", 57: "TRAFFIC-HANDL-PRIO", 58: "TRANSFER-DELAY",
  59: "GUARANTEED-BITRATE-UPLINK", 60: "GUARANTEED-BITRATE-DNLINK", 61: "PXADDR-FQDN", 62: "PROXY-PW",
  63: "PPGAUTH-TYPE", 71: "PULLENABLED", 72: "DNS-ADDR", 73: "MAX-NUM-RETRY", 74: "FIRST-RETRY-TIMEOUT",
  75: "REREG-THRESHOLD", 76: "T-BIT", 78: "AUTH-ENTITY", 79: "SPI",
} as const;

// biome-ignore format: a table
const LATER_NAMES_0 = {
  96: "DIRECTION", 97: "DNS-ADDRTYPE", 98: "DNS-PRIORITY", 99: "SOURCE-STATISTICS-DESCRIPTOR",
  100: "SIGNALLING-INDICATION", 101: "DEFGW", 102: "NETWORKMASK", 103: "USECB", 104: "CBNBR", 105: "PPPCOMP",
  106: "TO-LOGINSCRIPTID", 107: "USEPTXTLOG", 108: "GPRSPDP", 109: "MODEMINIT", 110: "IPADDRFROMSERVER",
  111: "IPDNSADDRFROMSERVER", 112: "IPV6DNSADDRFROMSERVER", 113: "IFNETWORKS", 114: "IAPSERVICE", 115: "SSID",
  116: "NETWORKMODE", 117: "SECURITYMODE", 118: "WPAPRESHAREDKEY", 119: "LENGTH", 120: "DATA",
} as const;

// biome-ignore format: a table
const NAMES_1 = {
  7: "NAME", 20: "INTERNET", 28: "STARTPAGE", 34: "TO-NAPID", 35: "PORTNBR", 36: "SERVICE",
  46: "AACCEPT", 47: "AAUTHDATA", 48: "AAUTHLEVEL", 49: "AAUTHNAME", 50: "AAUTHSECRET", 51: "AAUTHTYPE",
  52: "ADDR", 53: "ADDRTYPE", 54: "APPID", 55: "APROTOCOL", 56: "PROVIDER-ID", 57: "TO-PROXY",
  58: "URI", 59: "RULE",
} as const;

const LATER_NAMES_1 = { 60: "APPREF", 61: "TO-APPREF" } as const;

/** Types of characteristics by their tokens, `type="…"`. */
// biome-ignore format: a table
const TYPES_0 = {
  81: "PXLOGICAL", 82: "PXPHYSICAL", 83: "PORT", 84: "VALIDITY", 85: "NAPDEF", 86: "BOOTSTRAP",
  87: "VENDORCONFIG", 88: "CLIENTIDENTITY", 89: "PXAUTHINFO", 90: "NAPAUTHINFO", 91: "ACCESS",
} as const;
const LATER_TYPES_0 = { 92: "BEARERINFO", 93: "DNS-ADDRINFO", 94: "WLAN", 95: "WEPKEY" } as const;
// biome-ignore format: a table
const TYPES_1 = {
  83: "PORT", 85: "APPLICATION", 86: "APPADDR", 87: "APPAUTH", 88: "CLIENTIDENTITY", 89: "RESOURCE",
} as const;
const LATER_TYPES_1 = { 90: "LOGINSCRIPT" } as const;

// biome-ignore format: a table
const VALUES_0 = {
  133: "IPV4", 134: "IPV6", 135: "E164", 136: "ALPHA", 137: "APN", 138: "SCODE", 139: "TETRA-ITSI",
  140: "MAN", 144: "ANALOG-MODEM", 145: "V.120", 146: "V.110", 147: "X.31", 148: "BIT-TRANSPARENT",
  149: "DIRECT-ASYNCHRONOUS-DATA-SERVICE", 154: "PAP", 155: "CHAP", 156: "HTTP-BASIC", 157: "HTTP-DIGEST",
  158: "WTLS-SS", 159: "MD5", 162: "GSM-USSD", 163: "GSM-SMS", 164: "ANSI-136-GUTS", 165: "IS-95-CDMA-SMS",
  166: "IS-95-CDMA-CSD", 167: "IS-95-CDMA-PACKET", 168: "ANSI-136-CSD", 169: "ANSI-136-GPRS", 170: "GSM-CSD",
  171: "GSM-GPRS", 172: "AMPS-CDPD", 173: "PDC-CSD", 174: "PDC-PACKET", 175: "IDEN-SMS", 176: "IDEN-CSD",
  177: "IDEN-PACKET", 178: "FLEX/REFLEX", 179: "PHS-SMS", 180: "PHS-CSD", 181: "TETRA-SDS",
  182: "TETRA-PACKET", 183: "ANSI-136-GHOST", 184: "MOBITEX-MPAK", 185: "CDMA2000-1X-SIMPLE-IP",
  186: "CDMA2000-1X-MOBILE-IP", 197: "AUTOBAUDING", 202: "CL-WSP", 203: "CO-WSP", 204: "CL-SEC-WSP",
  205: "CO-SEC-WSP", 206: "CL-SEC-WTA", 207: "CO-SEC-WTA", 208: "OTA-HTTP-TO", 209: "OTA-HTTP-TLS-TO",
  210: "OTA-HTTP-PO", 211: "OTA-HTTP-TLS-PO",
} as const;
// biome-ignore format: a table
const LATER_VALUES_0 = {
  143: "PPP", 187: "3G-GSM", 188: "WLAN", 224: "AAA", 225: "HA", 226: "INFRASTRUCTURE", 227: "ADHOC",
  228: "WEP", 229: "8021X", 230: "WPA", 231: "WPA-PRESHARED-KEY", 232: "INCOMING", 233: "OUTGOING",
} as const;
/** The tokens of the edition of 2005; that of 2002 had global ones instead (cp-profile §3.1#7). */
// biome-ignore format: a table
const VALUES_1 = {
  134: "IPV6", 135: "E164", 136: "ALPHA", 141: "APPSRV", 142: "OBEX", 144: ",", 145: "HTTP-", 146: "BASIC",
  147: "DIGEST",
} as const;
const LATER_VALUES_1 = { 224: "AAA", 225: "HA" } as const;

export interface AttributeStart {
  readonly attribute: "name" | "value" | "type" | "version";
  /** What stands in the token itself. */
  readonly text: string;
}

type Texts = Readonly<Record<number, string>>;

function starts(names: Texts, types: Texts): ReadonlyMap<number, AttributeStart> {
  const map = new Map<number, AttributeStart>([
    [0x05, { attribute: "name", text: "" }],
    [0x06, { attribute: "value", text: "" }],
    [0x50, { attribute: "type", text: "" }],
  ]);
  for (const [token, text] of Object.entries(names)) map.set(Number(token), { attribute: "name", text });
  for (const [token, text] of Object.entries(types)) map.set(Number(token), { attribute: "type", text });
  return map;
}

/** By page, then by token. The two pages agree where they share a token (cp-profile §3.1#3). */
export const ATTRIBUTE_STARTS: readonly ReadonlyMap<number, AttributeStart>[] = [
  new Map([
    ...starts({ ...NAMES_0, ...LATER_NAMES_0 }, { ...TYPES_0, ...LATER_TYPES_0 }),
    [0x45, { attribute: "version", text: "" }],
    [0x46, { attribute: "version", text: "1.0" }],
  ]),
  starts({ ...NAMES_1, ...LATER_NAMES_1 }, { ...TYPES_1, ...LATER_TYPES_1 }),
];

export const ATTRIBUTE_VALUES: readonly Texts[] = [
  { ...VALUES_0, ...LATER_VALUES_0 },
  { ...VALUES_1, ...LATER_VALUES_1 },
];

/** What is written: the registered tokens alone, by page. */
export const WRITTEN = {
  name: [textsToTokens(NAMES_0), textsToTokens(NAMES_1)],
  type: [textsToTokens(TYPES_0), textsToTokens(TYPES_1)],
  value: [textsToTokens(VALUES_0), textsToTokens(VALUES_1)],
} as const;

function textsToTokens(texts: Texts): ReadonlyMap<string, number> {
  return new Map(Object.entries(texts).map(([token, text]) => [text, Number(token)]));
}
