import { DeviceClient, interior, leaf, type ManagementObject } from "@oma-dm/client";

const lamp: ManagementObject = {
  spec: interior(
    "Lamp",
    ["Get"],
    [
      leaf("On", "bool", ["Get", "Replace"], { scope: "Permanent", initial: "false" }),
      leaf("Blink", "null", ["Exec"], { scope: "Permanent" }),
    ],
    { scope: "Permanent", moid: "urn:oma:mo:x-acme-lamp:1.0", acl: "Get=*&Replace=*&Exec=*" },
  ),
  exec: async (_path, times) => (Number(times) > 0 ? 200 : 500),
};

export async function manage(state: string, document: Uint8Array): Promise<string> {
  const device = await DeviceClient.open({
    state,
    device: { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1" },
    objects: [lamp],
  });
  const { accounts } = await device.bootstrap(document, { allowUnsigned: true });
  const session = await device.connect(accounts[0]);
  await device.close();
  return session.outcome;
}
