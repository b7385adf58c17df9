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

/** Values come from the description at every start, so that a new firmware shows its own. */
export function devInfo(device: DeviceDescription): ManagementObject {
  const values: Readonly<Record<string, string>> = {
    DevId: device.devId,
    Man: device.man,
    Mod: device.mod,
    DmV: device.dmV ?? "1.3",
    Lang: device.lang ?? "en",
  };
  return {
    spec: interior(
      "DevInfo",
      ["Get"],
      Object.keys(values).map((name) => leaf(name, "chr", ["Get"], PERMANENT)),
      { ...PERMANENT, moid: "urn:oma:mo:oma-dm-devinfo:1.1" },
    ),
    read: ([, name = ""]) => values[name],
  };
}

export function devDetail(device: DeviceDescription): ManagementObject {
  const values: Readonly<Record<string, string>> = {
    DevTyp: device.devTyp ?? "device",
    OEM: device.oem ?? device.man,
    FwV: device.fwV ?? "",
    SwV: device.swV ?? "",
    HwV: device.hwV ?? "",
    LrgObj: "false",
    MaxDepth: String(URI_LIMITS.maxDepth),
    MaxTotLen: String(URI_LIMITS.maxTotLen),
    MaxSegLen: String(URI_LIMITS.maxSegLen),
  };
  const chr = (name: string) => leaf(name, "chr", ["Get"], PERMANENT);
  return {
    spec: interior(
      "DevDetail",
      ["Get"],
      [
        interior("URI", ["Get"], ["MaxDepth", "MaxTotLen", "MaxSegLen"].map(chr), PERMANENT),
        ...["DevTyp", "OEM", "FwV", "SwV", "HwV"].map(chr),
        leaf("LrgObj", "bool", ["Get"], PERMANENT),
      ],
      { ...PERMANENT, moid: "urn:oma:mo:oma-dm-devdetail:1.1" },
    ),
    read: (path) => values[path.at(-1) ?? ""],
  };
}

/** Nothing is ever stored below; see tree/inbox. */
export const INBOX: ManagementObject = {
  spec: interior("Inbox", ["Add"], [], { ...PERMANENT, moid: "urn:oma:mo:oma-dm-inbox:1.0" }),
};
