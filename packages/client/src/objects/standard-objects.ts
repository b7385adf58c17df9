/** What every device has in its tree. */
import { BOOTSTRAP_CONFIG } from "./bootstrap-config.ts";
import { NAP, PROXY } from "./connectivity.ts";
import { type DeviceDescription, devDetail, devInfo, INBOX } from "./device-objects.ts";
import { DM_ACC } from "./dm-acc.ts";
import type { ManagementObject } from "./management-object.ts";

export function standardObjects(device: DeviceDescription): readonly ManagementObject[] {
  return [INBOX, devInfo(device), devDetail(device), DM_ACC, NAP, PROXY, BOOTSTRAP_CONFIG];
}
