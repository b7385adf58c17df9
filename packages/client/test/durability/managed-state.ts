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
    const set = [];
    for (const name of ["a", "b", "c"]) set.push(await value(`./Test/dyn/set/${name}`));
    const undone = (await device.tree.get("./Test/protected")).value;
    if (int !== pair) return `half an Atomic: ${int} and ${pair}`;
    if (new Set(set).size > 1) return `half a TNDS object: ${set.join(" and ")}`;
    if (undone !== "kept") return `an Atomic that failed: ${undone}`;
    const had = [text, int, ...set];
    if (Math.min(...had) < acknowledged) return `lost: ${had.join(" and ")}, answered up to ${acknowledged}`;
    return undefined;
  } finally {
    await device.close();
  }
}
