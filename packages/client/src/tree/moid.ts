/** Management object identifiers: which are the same object under another name. Clause: tree §11#11, §15, §17#19. */

/** Versions that differ in nothing a client has to tell apart, and names from before the registry. */
export const MOID_ALIASES: Readonly<Record<string, string>> = {
  "urn:oma:mo:oma-dm-devinfo:1.0": "urn:oma:mo:oma-dm-devinfo:1.1",
  "urn:oma:mo:oma-dm-devdetail:1.0": "urn:oma:mo:oma-dm-devdetail:1.1",
  "urn:oma:mo:oma-dm-dmacc:1.0": "urn:oma:mo:oma-dm-dmacc:1.1",
  "org.openmobilealliance/1.0/w7": "urn:oma:mo:oma-dm-dmacc:1.1",
  "org.openmobilealliance/1.0/ConnMO": "urn:oma:mo:oma-connmo-nap:1.0",
  "org.openmobilealliance.dm/1.0/DevInfo": "urn:oma:mo:oma-dm-devinfo:1.1",
  "org.openmobilealliance.dm/1.0/DevDetail": "urn:oma:mo:oma-dm-devdetail:1.1",
  "org.openmobilealliance.dm/1.0/Inbox": "urn:oma:mo:oma-dm-inbox:1.0",
  "org.openmobilealliance/1.0/FirmwareUpdateManagementObject": "urn:oma:mo:oma-fumo:1.0",
};

/** The form identifiers are compared in: upper or lower case of a URN up to the version says nothing (tree §15). */
export function canonicalMoid(moid: string): string {
  const urn = moid.trim().replace(/^urn:[^:]+:.*$/i, (text) => {
    const version = text.lastIndexOf(":");
    return text.slice(0, version).toLowerCase() + text.slice(version);
  });
  return MOID_ALIASES[urn] ?? urn;
}

export function sameMoid(a: string, b: string): boolean {
  return canonicalMoid(a) === canonicalMoid(b);
}

/** Whether two identifiers differ in their version alone. */
export function isOtherVersion(a: string, b: string): boolean {
  const [left, right] = [a, b].map((moid) => canonicalMoid(moid).replace(/:[\d.]+$/, ""));
  return left === right && left !== "";
}

/** Below 0 when `a` is of an older version than `b`; identifiers from before the registry are the oldest (tree §11#6). */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((moid) => (/:([\d.]+)\s*$/.exec(moid)?.[1] ?? "0").split(".").map(Number));
  const length = Math.max(left!.length, right!.length);
  for (let part = 0; part < length; part++) {
    const difference = (left![part] ?? 0) - (right![part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
