/**
 * Connectivity that accounts refer to: access points and proxies, kept for whoever brings the network up. They appear
 * with the first object. Clause: OMA ConnMO 1.0; tree §13.3, bootstrap-push §7.2#6, cp-profile §5.
 */
import type { AccessType } from "@oma-dm/codec/tnds";
import { interior, leaf } from "../tree/node-spec.ts";
import type { ManagementObject } from "./management-object.ts";

const OWN: readonly AccessType[] = ["Add", "Delete", "Get", "Replace"];
const chr = (name: string) => leaf(name, "chr", OWN);
const each = (name: string, ...children: readonly ReturnType<typeof leaf>[]) =>
  interior(name, OWN, [interior(null, OWN, children)]);
/** Secrets can be written, never read back. */
const secret = (name: string) => leaf(name, "chr", ["Add", "Delete", "Replace"]);

export const NAP_MOID = "urn:oma:mo:oma-connmo-nap:1.0";
export const PROXY_MOID = "urn:oma:mo:oma-connmo-proxy:1.0";

/** Parameters of a bearer are kept as they come. */
// biome-ignore format: a table
export const NAP: ManagementObject = {
  spec: interior("NAP", ["Add", "Get"], [
    interior(null, OWN, [
      chr("NAPID"), chr("Name"), chr("BearerType"), chr("AddrType"), chr("Addr"),
      interior("AuthInfo", OWN, [chr("AuthType"), chr("AuthName"), secret("AuthSecret")]),
      interior("IPv4", OWN, [leaf("AutoConfig", "bool", OWN), chr("LocalAddr"), chr("NetMask"), chr("Gateway"), each("DNS", chr("DNSAddr"))]),
      interior("BearerParams", OWN, [], { open: true }),
      leaf("UseProxy", "bool", OWN), chr("ProxyRef"),
      interior("Ext", OWN, [], { open: true }),
    ], { moid: NAP_MOID, open: true }),
  ]),
};

// biome-ignore format: a table
export const PROXY: ManagementObject = {
  spec: interior("Proxy", ["Add", "Get"], [
    interior(null, OWN, [
      chr("ProxyId"), chr("Name"), chr("ProxyType"), chr("AddrType"), chr("Addr"),
      interior("Ports", OWN, [interior(null, OWN, [leaf("PortNbr", "int", OWN), each("Services", chr("ServiceName"))])]),
      each("AuthInfo", chr("AuthType"), chr("AuthName"), secret("AuthSecret")),
      each("ToConRef", chr("ConRef")),
      interior("Ext", OWN, [], { open: true }),
    ], { moid: PROXY_MOID, open: true }),
  ]),
};
