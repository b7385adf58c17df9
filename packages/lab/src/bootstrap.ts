/**
 * Bootstrap documents as a server makes them, and the MAC that protects them on the air.
 *
 * Clause: bootstrap-push §7.2 (message), §8.2–§8.3 (MAC, K); tree §13.3 (DMAcc).
 */
import { createHmac } from "node:crypto";
import { encodeMessage, type Item, MEDIA_TYPES, type Message } from "@oma-dm/codec/syncml";
import type { MgmtTree, NodeFormat, TndsNode } from "@oma-dm/codec/tnds";
import type { LabCredential } from "./account.ts";
import { tndsItem } from "./steps.ts";

export type BootstrapAuthType = "DIGEST" | "BASIC" | "HMAC" | "TRANSPORT";

export interface BootstrapAccount {
  /** ServerID, which is also the principal in ACLs. */
  readonly serverId: string;
  /** AppAddr/Addr. */
  readonly url: string;
  /** SyncHdr Target. */
  readonly deviceId: string;
  /** CLCRED. */
  readonly client: LabCredential;
  /** SRVCRED. */
  readonly server: LabCredential;
  /** AAuthType of both credentials; default DIGEST. */
  readonly authType?: BootstrapAuthType;
  /** AAuthPref; default the scheme. `none`: no such leaf. */
  readonly preferred?: string;
  /** PortNbr below AppAddr. */
  readonly port?: string;
  /** A credential of AAuthLevel HTTP (protocol §12.5#1). */
  readonly http?: { readonly scheme: "basic" | "digest"; readonly name: string; readonly secret: string };
  /** Name of the account node below ./Inbox; default `Account`. */
  readonly nodeName?: string;
  /** ACL of the account node. Absent: none, and the device decides (bootstrap-push B-8). */
  readonly acl?: string;
  /** Name leaf; default the ServerID. */
  readonly displayName?: string;
  /**
   * How the TNDS travels in Data: `inline` as code page 2 of the same document (form 1), `opaque` as a WBXML document
   * of its own (form 2, default), `xml-cdata` as XML text (form 3).
   */
  readonly form?: "inline" | "opaque" | "xml-cdata";
}

/** WBXML bytes of a DM Profile bootstrap: Add of a DMAcc to ./Inbox. Clause: bootstrap-push §7.2. */
export function bootstrapDocument(account: BootstrapAccount): Uint8Array {
  const form = account.form ?? "opaque";
  return encodeMessage(bootstrapOf(account, [inboxItem(accountTree(account), form)]), "wbxml");
}

/** The message of a bootstrap: one Add of these Items. Clause: bootstrap-push §7.2. */
export function bootstrapOf({ deviceId, url }: BootstrapAccount, items: readonly Item[]): Message {
  return {
    syncHdr: {
      verDtd: "1.2",
      verProto: "DM/1.2",
      sessionId: "0",
      msgId: "0",
      target: { locUri: deviceId },
      source: { locUri: url },
    },
    syncBody: { commands: [{ cmd: "Add", cmdId: "1", items }], final: true },
  };
}

function inboxItem(tree: MgmtTree, form: NonNullable<BootstrapAccount["form"]>): Item {
  if (form === "inline") return tndsItem("./Inbox", tree, "inline");
  return tndsItem("./Inbox", tree, form === "opaque" ? "wbxml" : "xml");
}

/** The DMAcc of the account as a TNDS object. Clause: tree §13.3. */
export function accountTree(account: BootstrapAccount): MgmtTree {
  const {
    serverId,
    url,
    client,
    server,
    authType = "DIGEST",
    nodeName = "Account",
    acl,
    displayName = serverId,
    preferred = authType,
    port,
    http,
  } = account;
  const ports = port === undefined ? [] : [interior("Port", interior("1", leaf("PortNbr", port)))];
  const httpLeaves =
    http === undefined
      ? []
      : [
          leaf("AAuthLevel", "HTTP"),
          leaf("AAuthType", http.scheme === "basic" ? "HTTP-BASIC" : "HTTP-DIGEST"),
          leaf("AAuthName", http.name),
          leaf("AAuthSecret", http.secret),
        ];
  const root: TndsNode = {
    nodeName,
    rtProperties: {
      ...(acl === undefined ? {} : { acl }),
      format: "node",
      type: { ddfName: "urn:oma:mo:oma-dm-dmacc:1.0" },
    },
    nodes: [
      leaf("AppID", "w7"),
      leaf("ServerID", serverId),
      leaf("Name", displayName),
      interior("AppAddr", interior("1", leaf("Addr", url), leaf("AddrType", "URI"), ...ports)),
      ...(preferred === "none" ? [] : [leaf("AAuthPref", preferred)]),
      interior(
        "AppAuth",
        credential("1", "CLCRED", authType, client),
        credential("2", "SRVCRED", authType, server),
        ...(http === undefined ? [] : [interior("3", ...httpLeaves)]),
      ),
    ],
  };
  return { verDtd: "1.2", nodes: [root] };
}

function credential(
  name: string,
  level: "CLCRED" | "SRVCRED",
  type: string,
  { name: user, secret, nonce }: LabCredential,
): TndsNode {
  const leaves = [
    leaf("AAuthLevel", level),
    leaf("AAuthType", type),
    leaf("AAuthName", user),
    leaf("AAuthSecret", secret),
  ];
  // Format bin with text is base64 in every form of TNDS (tree §9.2).
  if (nonce !== undefined) leaves.push(leaf("AAuthData", Buffer.from(nonce).toString("base64"), "bin"));
  return interior(name, ...leaves);
}

function leaf(nodeName: string, value: string, format: NodeFormat = "chr"): TndsNode {
  const mime = format === "bin" ? "application/octet-stream" : "text/plain";
  return { nodeName, rtProperties: { format, type: { mime: [mime] } }, value };
}

function interior(nodeName: string, ...nodes: readonly TndsNode[]): TndsNode {
  return { nodeName, rtProperties: { format: "node", type: {} }, nodes };
}

/** How a MAC is keyed (bootstrap-push §8.3). The IMSI is 1 to 15 decimal digits, the PIN ASCII text. */
export type BootstrapKey =
  | { readonly sec: "NETWORKID"; readonly imsi: string; readonly imsiForm?: "semi-octets" | "ascii" }
  | { readonly sec: "USERPIN"; readonly pin: string }
  | { readonly sec: "USERPIN_NETWORKID"; readonly pin: string; readonly imsi: string };

/** K: the octets the MAC is keyed with. @throws RangeError on an IMSI that is not 1 to 15 digits */
export function bootstrapKey(key: BootstrapKey): Uint8Array {
  switch (key.sec) {
    case "NETWORKID":
      return key.imsiForm === "ascii" ? ascii(key.imsi) : imsiSemiOctets(key.imsi);
    case "USERPIN":
      return ascii(key.pin);
    case "USERPIN_NETWORKID":
      return new Uint8Array([...ascii(`${key.pin}:`), ...imsiSemiOctets(key.imsi)]);
  }
}

/** Odd count of digits: 9 in front; even: 1 in front and F behind; then the nibbles of each octet change places. */
function imsiSemiOctets(imsi: string): Uint8Array {
  if (!/^\d{1,15}$/.test(imsi)) throw new RangeError("an IMSI is 1 to 15 decimal digits");
  const nibbles = imsi.length % 2 === 1 ? `9${imsi}` : `1${imsi}F`;
  return new Uint8Array(Buffer.from(nibbles.replace(/(.)(.)/g, "$2$1"), "hex"));
}

/** MAC of a document: HMAC over its exact octets, upper-case hex. Default SHA-1 (bootstrap-push §8.2). */
export function bootstrapMacHex(document: Uint8Array, key: BootstrapKey, hash: "sha1" | "sha256" = "sha1"): string {
  return createHmac(hash, bootstrapKey(key)).update(document).digest("hex").toUpperCase();
}

/** A document ready to be pushed: the bytes and the Content-Type with SEC and MAC (bootstrap-push §8.2). */
export function signBootstrap(
  document: Uint8Array,
  key: BootstrapKey,
  hash: "sha1" | "sha256" = "sha1",
): { bytes: Uint8Array; contentType: string } {
  const mac = bootstrapMacHex(document, key, hash);
  return { bytes: document, contentType: `${MEDIA_TYPES.syncml.wbxml}; SEC=${key.sec}; MAC=${mac}` };
}

function ascii(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "ascii"));
}
