/** Bootstrap documents as cases describe them, and the headers they travel with. */
import { encodeProvisioning } from "@oma-dm/codec/cp";
import { encodeMessage, MEDIA_TYPES } from "@oma-dm/codec/syncml";
import type { TndsNode } from "@oma-dm/codec/tnds";
import { accountTree, type BootstrapAccount, type BootstrapKey, bootstrapMacHex, bootstrapOf } from "../bootstrap.ts";
import { tndsItem } from "../steps.ts";
import type { DocumentSecurity, DocumentShape } from "./bootstrap-act.ts";
import type { ServerName } from "./case.ts";

export const CP_TYPE = "application/vnd.wap.connectivity-wbxml";
const OLD_MOID = "urn:oma:mo:oma-dm-dmacc:1.0";
const NEW_MOID = "urn:oma:mo:oma-dm-dmacc:1.1";

export interface MadeDocument {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

export function makeDocument(shape: DocumentShape, accountOf: (name: ServerName) => BootstrapAccount): MadeDocument {
  const accounts = (shape.accounts ?? ["A"]).map((name) => {
    const account = accountOf(name);
    return shape.displayName === undefined ? account : { ...account, displayName: shape.displayName };
  });
  if (shape.profile === "cp") return { bytes: provisioning(accounts), contentType: CP_TYPE };
  const { form = "opaque", as = "wbxml", more = [], endsBroken } = shape;
  const [first] = accounts;
  if (first === undefined) throw new TypeError("a bootstrap document has an account");
  const nodes = [...accounts.flatMap((account) => objectsOf(account, shape)), ...more];
  const travels = form === "inline" ? form : form === "opaque" ? "wbxml" : "xml";
  const items = [tndsItem("./Inbox", { verDtd: "1.2", nodes }, travels)];
  if (endsBroken === true) {
    const meta = { format: "xml", type: "application/vnd.syncml.dmtnds+xml" };
    items.push({ target: { locUri: "./Inbox" }, meta, data: "<MgmtTree><VerDTD>1.2</VerDTD><Node>" });
  }
  const bytes = encodeMessage(bootstrapOf(first, items), as === "xml" ? "xml" : "wbxml");
  const contentType = as === "xml" ? MEDIA_TYPES.syncml.xml : MEDIA_TYPES.syncml.wbxml;
  return { bytes: as === "cut" ? bytes.subarray(0, bytes.length - 40) : bytes, contentType };
}

function objectsOf(account: BootstrapAccount, { refersTo, inTwoVersions }: DocumentShape): readonly TndsNode[] {
  const [root] = accountTree(account).nodes as readonly [TndsNode];
  const { nodes = [] } = root;
  const whole = refersTo === undefined ? root : { ...root, nodes: [...nodes, reference(refersTo)] };
  if (inTwoVersions !== true) return [whole];
  const [older] = accountTree({ ...account, nodeName: `${root.nodeName}Old`, displayName: "older" }).nodes;
  return [versioned(older!, OLD_MOID), versioned(whole, NEW_MOID)];
}

function versioned(node: TndsNode, moid: string): TndsNode {
  return { ...node, rtProperties: { ...node.rtProperties, format: "node", type: { ddfName: moid } } };
}

function reference(uri: string): TndsNode {
  const box = { format: "node", type: {} } as const;
  const leaf: TndsNode = {
    nodeName: "ConRef",
    rtProperties: { format: "chr", type: { mime: ["text/plain"] } },
    value: uri,
  };
  return {
    nodeName: "ToConRef",
    rtProperties: box,
    nodes: [{ nodeName: "1", rtProperties: box, nodes: [leaf] }],
  };
}

/** APPSRV is the client's credential, CLIENT the server's (cp-profile §4.1). */
function provisioning(accounts: readonly BootstrapAccount[]): Uint8Array {
  const node = (type: string, parms: Readonly<Record<string, string>>, characteristics: readonly CpNode[] = []) => ({
    type,
    parms: Object.entries(parms).map(([name, value]) => ({ name, value })),
    characteristics,
  });
  const credential = (level: string, { name, secret, nonce }: BootstrapAccount["client"]) =>
    node("APPAUTH", {
      AAUTHLEVEL: level,
      AAUTHTYPE: "DIGEST",
      AAUTHNAME: name,
      AAUTHSECRET: secret,
      ...(nonce === undefined ? {} : { AAUTHDATA: Buffer.from(nonce).toString("base64") }),
    });
  return encodeProvisioning({
    version: "1.1",
    characteristics: accounts.map(({ serverId, url, client, server }) =>
      node("APPLICATION", { APPID: "w7", "PROVIDER-ID": serverId, NAME: serverId }, [
        node("APPADDR", { ADDR: url }),
        credential("APPSRV", client),
        credential("CLIENT", server),
      ]),
    ),
  });
}

type CpNode = Parameters<typeof encodeProvisioning>[0]["characteristics"][number];

/** The document with the media type, SEC and MAC its headers say. */
export function protect(
  { bytes, contentType }: MadeDocument,
  { sec, hash, imsi, pin = "", spoilt }: DocumentSecurity & { readonly imsi: string },
): MadeDocument {
  if (sec === "none") return { bytes, contentType };
  const key: BootstrapKey =
    sec === "USERPIN" ? { sec, pin } : sec === "USERPIN_NETWORKID" ? { sec, pin, imsi } : { sec: "NETWORKID", imsi };
  const right = bootstrapMacHex(bytes, key, hash);
  const mac = spoilt === "wrong-mac" ? right.replace(/./g, (digit) => (digit === "0" ? "1" : "0")) : right;
  const name = contentType === CP_TYPE && sec === "NETWORKID" ? "NETWPIN" : sec;
  const sent = bytes.slice();
  // In the middle of a text, so that the document stays one.
  if (spoilt === "flipped-bit") sent[Math.floor(sent.length / 2)]! ^= 1;
  const headers = `${contentType}; SEC=${name}`;
  return { bytes: sent, contentType: spoilt === "no-mac" ? headers : `${headers}; MAC=${mac}` };
}
