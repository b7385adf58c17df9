/** DevInfo, DevDetail and Inbox. Clause: DMSTDOBJ 1.2 §5.3.2–5.3.4; tables tree §13.1, §13.2, §13.4. */
import { interior, leaf } from "../tree/node-spec.ts";
import { URI_LIMITS } from "../tree/uri.ts";
import type { ManagementObject } from "./management-object.ts";

/** What the device says of itself. */
export interface DeviceDescription {
  /** A URN: `IMEI:…`, `MEID:…`, `MAC:…`, `urn:uuid:…`. */
  readonly devId: string;
  readonly man: string;
  readonly mod: string;
  /** Version of the DM client; `1.3` when not given. */
  readonly dmV?: string;
  /** Language tag; `en` when not given. */
  readonly lang?: string;
  readonly devTyp?: string;
  readonly oem?: string;
  readonly fwV?: string;
  readonly swV?: string;
  readonly hwV?: string;
}

const PERMANENT = { scope: "Permanent" } as const;
/** Made by the device maker's own objects that hang under it. */
const OPTIONAL = { scope: "Permanent", min: 0 } as const;

/** Values come from the description at every start, so that a new firmware shows its own. */
export function devInfo(device: DeviceDescription): ManagementObject {
  const values = new Map([
    ["DevId", device.devId],
    ["Man", device.man],
    ["Mod", device.mod],
    ["DmV", device.dmV ?? "1.3"],
    ["Lang", device.lang ?? "en"],
  ]);
  return {
    spec: interior(
      "DevInfo",
      ["Get"],
      [
        ...[...values.keys()].map((name) => leaf(name, "chr", ["Get"], PERMANENT)),
        interior("Ext", ["Get"], [], OPTIONAL),
        interior("Bearer", ["Get"], [], OPTIONAL),
      ],
      { ...PERMANENT, moid: "urn:oma:mo:oma-dm-devinfo:1.1" },
    ),
    read: ([, name = "", ...below]) => (below.length === 0 ? values.get(name) : undefined),
  };
}

export function devDetail(device: DeviceDescription): ManagementObject {
  const values = new Map([
    ["DevTyp", device.devTyp ?? "device"],
    ["OEM", device.oem ?? device.man],
    ["FwV", device.fwV ?? ""],
    ["SwV", device.swV ?? ""],
    ["HwV", device.hwV ?? ""],
    ["LrgObj", "true"],
    ["URI/MaxDepth", String(URI_LIMITS.maxDepth)],
    ["URI/MaxTotLen", String(URI_LIMITS.maxTotLen)],
    ["URI/MaxSegLen", String(URI_LIMITS.maxSegLen)],
  ]);
  const chr = (name: string) => leaf(name, "chr", ["Get"], PERMANENT);
  return {
    spec: interior(
      "DevDetail",
      ["Get"],
      [
        interior("URI", ["Get"], ["MaxDepth", "MaxTotLen", "MaxSegLen"].map(chr), PERMANENT),
        ...["DevTyp", "OEM", "FwV", "SwV", "HwV"].map(chr),
        leaf("LrgObj", "bool", ["Get"], PERMANENT),
        interior("Ext", ["Get"], [], OPTIONAL),
        interior("Bearer", ["Get"], [], OPTIONAL),
      ],
      { ...PERMANENT, moid: "urn:oma:mo:oma-dm-devdetail:1.1" },
    ),
    read: ([, ...below]) => values.get(below.join("/")),
  };
}

/** Nothing is ever stored below; see tree/inbox. Who may add is its own ACL's affair (tree §11#1). */
export const INBOX: ManagementObject = {
  spec: interior("Inbox", ["Add"], [], { ...PERMANENT, acl: "Add=*", moid: "urn:oma:mo:oma-dm-inbox:1.0" }),
};
