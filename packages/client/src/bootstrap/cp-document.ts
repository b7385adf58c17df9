/**
 * A provisioning document becomes the objects a document of the DM Profile would bring: accounts from w7 applications,
 * access points and proxies beside them. Clause: DMBOOT 1.2 §5.3, OMNA w7; rules cp-profile §4, §5, §7.
 */
import { decodeBase64 } from "@oma-dm/codec/auth";
import type { Characteristic, ProvisioningDocument } from "@oma-dm/codec/cp";
import type { MgmtTree, NodeFormat, TndsNode } from "@oma-dm/codec/tnds";
import { NAP_MOID, PROXY_MOID } from "../objects/connectivity.ts";
import { DM_ACC_MOID } from "../objects/dm-acc.ts";
import { parseAcl, printAcl } from "../tree/acl.ts";

/** What the device has already (cp-profile §7#4, §4.4#1). */
export interface ProvisioningContext {
  /** Node name and ACL of the account of a server. */
  readonly account: (serverId: string) => { readonly name: string; readonly acl: string } | undefined;
  /** Whether a name below a container is taken. */
  readonly isTaken: (container: string, name: string) => boolean;
  /** TLS proves who the device is. */
  readonly hasCertificate: boolean;
}

export interface Provisioned {
  readonly tree: MgmtTree;
  /** Applications that make no account (cp-profile §7#7). */
  readonly skipped: readonly { readonly serverId: string; readonly reason: string }[];
}

const APP_ID = "w7";

/** The client proves itself to the server's application, the server to the client (bootstrap-push §7.1#7, cp-profile §4.1#13). */
const LEVELS: Readonly<Record<string, string>> = { APPSRV: "CLCRED", CLIENT: "SRVCRED", OBEX: "OBEX" };
const ADDRESS_TYPES: Readonly<Record<string, string>> = { IPV4: "IPv4", IPV6: "IPv6" };
const BEARERS: readonly (readonly [RegExp, string])[] = [
  [/^GSM-GPRS$/, "3GPPPS"],
  [/^GSM-CSD$/, "3GPPCS"],
  [/^WLAN$/, "WLAN"],
  [/CDMA/, "CDMA"],
];

/** Parms of Windows servers, kept below Ext/Microsoft; `true`: being there says it (cp-profile §4.3). */
// biome-ignore format: a table
const MICROSOFT: readonly (readonly [parm: string, node: string, isFlag: boolean])[] = [
  ["PROTOVER", "ProtoVer", false],
  ["DEFAULTENCODING", "DefaultEncoding", false],
  ["BACKCOMPATRETRYDISABLED", "BackCompatRetryDisabled", true],
  ["CONNRETRYFREQ", "ConnRetryFreq", false],
  ["INITIALBACKOFFTIME", "InitialBackOffTime", false],
  ["MAXBACKOFFTIME", "MaxBackOffTime", false],
  ["USEHWDEVID", "UseHWDevID", true],
  ["ROLE", "Role", false],
  ["SSLCLIENTCERTSEARCHCRITERIA", "SSLCLIENTCERTSEARCHCRITERIA", false],
];

export function provision({ characteristics }: ProvisioningDocument, context: ProvisioningContext): Provisioned {
  const applications = ofType(characteristics, "APPLICATION").filter((each) => value(each, "APPID") === APP_ID);
  const serverIds = [
    ...new Set(applications.map((each) => value(each, "PROVIDER-ID") ?? "").filter((id) => id !== "")),
  ];
  const acl = aclFor(serverIds);
  const links = new Map<string, string>();
  const used = new Set<string>();
  const connectivity = [
    ...ofType(characteristics, "NAPDEF").flatMap((each) => {
      const id = value(each, "NAPID");
      if (id === undefined || links.has(`NAP ${id}`)) return [];
      const name = freeName("NAP", "N", used, context);
      links.set(`NAP ${id}`, `./Inbox/${name}`);
      if (has(each, "INTERNET") && !links.has(INTERNET)) links.set(INTERNET, `./Inbox/${name}`);
      return [object(name, NAP_MOID, acl, accessPoint(each, id))];
    }),
    ...ofType(characteristics, "PXLOGICAL").flatMap((each) => {
      const id = value(each, "PROXY-ID");
      if (id === undefined || links.has(`PROXY ${id}`)) return [];
      const name = freeName("Proxy", "P", used, context);
      links.set(`PROXY ${id}`, `./Inbox/${name}`);
      return [object(name, PROXY_MOID, acl, proxy(each, id, links))];
    }),
  ];
  const accounts = new Map<string, TndsNode>();
  const skipped: { serverId: string; reason: string }[] = [];
  for (const application of applications) {
    const serverId = value(application, "PROVIDER-ID") ?? "";
    const skip = (reason: string): void => void skipped.push({ serverId, reason });
    if (serverId === "") skip("it names no server");
    else if (accounts.has(serverId)) skip("its server has an account in the document already");
    else {
      const made = account(application, serverId, links, context.hasCertificate);
      if (typeof made === "string") skip(made);
      else {
        const known = context.account(serverId);
        const name = known?.name ?? freeName("DMAcc", "", used, context);
        accounts.set(serverId, object(name, DM_ACC_MOID, known === undefined ? aclFor([serverId]) : known.acl, made));
      }
    }
  }
  return { tree: { verDtd: "1.2", nodes: [...connectivity, ...accounts.values()] }, skipped };
}

const INTERNET = "NAP INTERNET";

/** Nodes of an account, or why it is none (cp-profile §4.1, §4.2). */
function account(
  application: Characteristic,
  serverId: string,
  links: ReadonlyMap<string, string>,
  hasCertificate: boolean,
): readonly TndsNode[] | string {
  const addresses = addressNodes(application);
  if (typeof addresses === "string") return addresses;
  const credentials = ofType(application.characteristics, "APPAUTH").flatMap((each) => credentialNodes(each, serverId));
  const bad = credentials.find((each) => typeof each === "string");
  if (bad !== undefined) return bad;
  const made = credentials.filter((each) => typeof each !== "string");
  // The first of two for one level and type counts.
  const unique = made.filter((each, index) => made.findIndex(({ kind }) => kind === each.kind) === index);
  const isProven = unique.some(({ kind }) => kind.startsWith("CLCRED ") || kind.startsWith("HTTP "));
  if (!isProven && !hasCertificate) return "it has no credential to show its server";
  const name = value(application, "NAME")?.trim();
  const [preferred, ...others] = references(application, links);
  const extension = MICROSOFT.flatMap(([parm, node, isFlag]) =>
    has(application, parm) ? [leaf(node, isFlag ? "true" : (value(application, parm) ?? ""))] : [],
  );
  return [
    leaf("AppID", APP_ID),
    leaf("ServerID", serverId),
    ...(name === undefined || name === "" ? [] : [leaf("Name", name)]),
    ...(preferred === undefined ? [] : [leaf("PrefConRef", preferred)]),
    ...(others.length === 0
      ? []
      : [
          numbered(
            "ToConRef",
            others.map((each) => [leaf("ConRef", each)]),
          ),
        ]),
    numbered("AppAddr", addresses),
    numbered(
      "AppAuth",
      unique.map(({ nodes }) => nodes),
    ),
    ...(extension.length === 0 ? [] : [interior("Ext", [interior("Microsoft", extension)])]),
  ];
}

function addressNodes(application: Characteristic): readonly (readonly TndsNode[])[] | string {
  const listed = ofType(application.characteristics, "APPADDR").filter((each) => (value(each, "ADDR") ?? "") !== "");
  // The short form counts where there is no other (cp-profile §4.1#8).
  const found = listed.length > 0 ? listed : (value(application, "ADDR") ?? "") === "" ? [] : [application];
  if (found.length === 0) return "it has no address";
  const made: (readonly TndsNode[])[] = [];
  for (const each of found) {
    const given = value(each, "ADDR")!.trim();
    const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `https://${given}`;
    const ports = ofType(each.characteristics, "PORT").map((port) => value(port, "PORTNBR") ?? "");
    if (ports.some((port) => !/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) {
      return "its port is no number from 1 to 65535";
    }
    if (!URL.canParse(url)) return "its address is no URL";
    // A port in the URL beats all others (cp-profile §4.2#5).
    const hasPort = /^[^/]+\/\/(?:[^/@]*@)?(?:\[[^\]]*\]|[^/:]*):\d+/.test(url);
    made.push([
      leaf("Addr", url),
      leaf("AddrType", ADDRESS_TYPES[value(each, "ADDRTYPE") ?? ""] ?? "URI"),
      ...(hasPort || ports.length === 0
        ? []
        : [
            numbered(
              "Port",
              ports.map((port) => [leaf("PortNbr", port)]),
            ),
          ]),
    ]);
  }
  return made;
}

interface CredentialNodes {
  readonly kind: string;
  readonly nodes: readonly TndsNode[];
}

function credentialNodes(auth: Characteristic, serverId: string): readonly (CredentialNodes | string)[] {
  const level = LEVELS[value(auth, "AAUTHLEVEL") || "APPSRV"];
  if (level === undefined) return ["its AAUTHLEVEL is none of APPSRV, CLIENT and OBEX"];
  const data = value(auth, "AAUTHDATA");
  const usual = level === "SRVCRED" || data !== undefined ? "DIGEST" : "BASIC";
  const name = value(auth, "AAUTHNAME") || (level === "SRVCRED" ? serverId : "");
  const secret = value(auth, "AAUTHSECRET") ?? "";
  return (value(auth, "AAUTHTYPE") || usual).split(",").map((type): CredentialNodes => {
    const http = level !== "OBEX" && type.startsWith("HTTP-") ? "HTTP" : level;
    return {
      kind: `${http} ${type}`,
      nodes: [
        leaf("AAuthLevel", http),
        leaf("AAuthType", type),
        ...(name === "" ? [] : [leaf("AAuthName", name)]),
        ...(secret === "" ? [] : [leaf("AAuthSecret", secret)]),
        // Servers send base64, and some a word that is none (cp-profile §4.3#12).
        ...(data ? [leaf("AAuthData", decodeBase64(data) ?? new TextEncoder().encode(data), "bin")] : []),
      ],
    };
  });
}

/** Those that lead somewhere, in document order (cp-profile §2#9, #11, §4.1#4, #5). */
function references({ parms }: Characteristic, links: ReadonlyMap<string, string>): readonly string[] {
  return parms.flatMap(({ name, value: id }) => {
    const kind = name === "TO-NAPID" ? "NAP" : name === "TO-PROXY" ? "PROXY" : undefined;
    const link = kind === undefined ? undefined : links.get(`${kind} ${id}`);
    return link === undefined ? [] : [link];
  });
}

function accessPoint(nap: Characteristic, id: string): readonly TndsNode[] {
  const [auth] = ofType(nap.characteristics, "NAPAUTHINFO");
  const bearer = BEARERS.find(([pattern]) => pattern.test(value(nap, "BEARER") ?? ""))?.[1];
  const servers = nap.parms.filter(({ name }) => name === "DNS-ADDR").map((each) => [leaf("DNSAddr", each.value)]);
  const local = value(nap, "LOCAL-ADDR");
  const ip = [
    ...(local === undefined ? [] : [leaf("AutoConfig", "false", "bool"), leaf("LocalAddr", local)]),
    ...(servers.length === 0 ? [] : [numbered("DNS", servers)]),
  ];
  return [
    leaf("NAPID", id),
    ...copied(nap, ["NAME", "Name"]),
    ...(bearer === undefined ? [] : [leaf("BearerType", bearer)]),
    ...copied(nap, ["NAP-ADDRTYPE", "AddrType"], ["NAP-ADDRESS", "Addr"]),
    ...(auth === undefined
      ? []
      : [
          interior(
            "AuthInfo",
            copied(auth, ["AUTHTYPE", "AuthType"], ["AUTHNAME", "AuthName"], ["AUTHSECRET", "AuthSecret"]),
          ),
        ]),
    ...(ip.length === 0 ? [] : [interior("IPv4", ip)]),
  ];
}

function proxy(logical: Characteristic, id: string, links: ReadonlyMap<string, string>): readonly TndsNode[] {
  const [physical] = ofType(logical.characteristics, "PXPHYSICAL");
  const own = ofType(physical?.characteristics ?? [], "PORT");
  const ports = (own.length > 0 ? own : ofType(logical.characteristics, "PORT")).map((port) => {
    const services = port.parms
      .filter(({ name }) => name === "SERVICE")
      .map((each) => [leaf("ServiceName", each.value)]);
    const number = value(port, "PORTNBR") ?? "";
    return [
      ...(/^\d{1,5}$/.test(number) ? [leaf("PortNbr", number, "int")] : []),
      ...(services.length === 0 ? [] : [numbered("Services", services)]),
    ];
  });
  const [auth] = ofType(logical.characteristics, "PXAUTHINFO");
  const naps = physical === undefined ? [] : references(physical, links);
  return [
    leaf("ProxyId", id),
    ...copied(logical, ["NAME", "Name"]),
    ...(physical === undefined ? [] : copied(physical, ["PXADDR", "Addr"])),
    leaf("AddrType", physical === undefined ? "IPV4" : value(physical, "PXADDRTYPE") || "IPV4"),
    ...(ports.length === 0 ? [] : [numbered("Ports", ports)]),
    ...(naps.length === 0
      ? []
      : [
          numbered(
            "ToConRef",
            naps.map((each) => [leaf("ConRef", each)]),
          ),
        ]),
    ...(auth === undefined
      ? []
      : [
          numbered("AuthInfo", [
            copied(auth, ["PXAUTH-TYPE", "AuthType"], ["PXAUTH-ID", "AuthName"], ["PXAUTH-PW", "AuthSecret"]),
          ]),
        ]),
  ];
}

function copied(
  from: Characteristic,
  ...parms: readonly (readonly [parm: string, node: string])[]
): readonly TndsNode[] {
  return parms.flatMap(([parm, node]) => {
    const given = value(from, parm);
    return given === undefined || given === "" ? [] : [leaf(node, given)];
  });
}

/** Numbers from 1 upward, in the order of the document (cp-profile §4.4#1). */
function freeName(container: string, prefix: string, used: Set<string>, { isTaken }: ProvisioningContext): string {
  for (let number = 1; ; number++) {
    const name = `${prefix}${number}`;
    if (used.has(name) || isTaken(container, name)) continue;
    used.add(name);
    return name;
  }
}

/** Get, Replace and Delete, and nothing for an identifier that ACL syntax cannot hold (cp-profile §4.4#2, #3). */
function aclFor(serverIds: readonly string[]): string {
  const acl = printAcl({ Get: serverIds, Replace: serverIds, Delete: serverIds });
  return serverIds.length > 0 && parseAcl(acl) !== undefined ? acl : "";
}

function ofType(list: readonly Characteristic[], type: string): readonly Characteristic[] {
  return list.filter((each) => each.type === type);
}

/** Of a parm that stands more than once the first counts (cp-profile §2#11). */
function value({ parms }: Characteristic, name: string): string | undefined {
  return parms.find((each) => each.name === name)?.value;
}

function has({ parms }: Characteristic, name: string): boolean {
  return parms.some((each) => each.name === name);
}

function object(nodeName: string, ddfName: string, acl: string, nodes: readonly TndsNode[]): TndsNode {
  return { nodeName, rtProperties: { ...(acl === "" ? {} : { acl }), format: "node", type: { ddfName } }, nodes };
}

function interior(nodeName: string, nodes: readonly TndsNode[]): TndsNode {
  return { nodeName, rtProperties: { format: "node", type: {} }, nodes };
}

function numbered(nodeName: string, instances: readonly (readonly TndsNode[])[]): TndsNode {
  return interior(
    nodeName,
    instances.map((nodes, index) => interior(String(index + 1), nodes)),
  );
}

function leaf(nodeName: string, content: string | Uint8Array, format: NodeFormat = "chr"): TndsNode {
  const mime = format === "bin" ? "application/octet-stream" : "text/plain";
  return { nodeName, rtProperties: { format, type: { mime: [mime] } }, value: content };
}
