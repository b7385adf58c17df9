/** What must hold of a state that manage.mjs left behind, however it ended. */
import { DeviceClient, testObject } from "@oma-dm/client";

/** Sessions answered once `sent` messages left: two messages a session, the second one answers. */
export const answeredBy = (sent: number): number => Math.floor(sent / 2);

/** What is wrong with the state, when sessions up to `acknowledged` were answered. Rejects when it cannot be opened. */
export async function faultOfState(state: string, acknowledged: number): Promise<string | undefined> {
  const device = await DeviceClient.open({
    state,
    device: { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1" },
    objects: [testObject()],
  });
  try {
    const value = async (uri: string): Promise<number> => {
      const node = await device.tree.get(uri).catch(() => undefined);
      return Number(node?.value === "" ? 0 : (node?.value ?? 0));
    };
    const text = await value("./Test/text");
    const int = await value("./Test/int");
    const pair = await value("./Test/dyn/pair");
    if (int !== pair) return `half an Atomic: ${int} and ${pair}`;
    if (text < acknowledged || int < acknowledged) return `lost: ${text} and ${int}, answered up to ${acknowledged}`;
    return undefined;
  } finally {
    await device.close();
  }
}
